/**
 * HTTP: what a request passes before it comes to its route.
 */
module.exports.http = {

  middleware: {

    order: [
      'cookieParser',
      'session',
      'markBoat',
      'bodyParser',
      'compress',
      'poweredBy',
      'router',
      'www',
      'favicon',
    ],

    markBoat: (function () {
      return function (req, res, next) {
        res.setHeader('X-Harbour', sails.config.custom.wind);
        return next();
      };
    })(),

  },

};
