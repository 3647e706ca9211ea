/**
 * tide hook: knows where the water is, and marks what passes it.
 */
module.exports = function defineTideHook(sails) {

  var level;

  return {

    defaults: {
      tide: { level: 'low' },
    },

    configure: function () {
      sails.config.tide.level = sails.config.tide.level.toUpperCase();
    },

    initialize: function (done) {
      sails.after('hook:orm:loaded', function () {
        level = sails.config.tide.level;
        return done();
      });
    },

    current: function () {
      return level;
    },

    routes: {
      before: {
        'GET /tide': {
          fn: function (req, res) { return res.send('The tide is ' + level); },
        },
      },
    },

  };

};
