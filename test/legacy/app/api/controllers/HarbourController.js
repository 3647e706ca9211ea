/**
 * HarbourController: classic actions, with callbacks and with promises.
 */
module.exports = {

  // GET /harbour/weather
  weather: function (req, res) {
    return res.json({
      wind: sails.config.custom.wind,
      tide: sails.hooks.tide.current(),
      over: req.isSocket ? 'socket' : 'http',
    });
  },

  // GET /harbour/boats, as it was written in 0.12.
  boats: function (req, res) {
    Boat.find({ where: { isOut: false }, sort: 'name ASC' }).exec(function (err, boats) {
      if (err) { return res.serverError(err); }
      return res.json(_.map(boats, 'name'));
    });
  },

  // GET /harbour/listen: over a socket only.
  listen: function (req, res) {
    if (!req.isSocket) { return res.badRequest(); }
    sails.sockets.join(req, 'quay', function (err) {
      if (err) { return res.serverError(err); }
      sails.sockets.broadcast('quay', 'arrival', { id: sails.sockets.getId(req) }, req);
      return res.ok();
    });
  },

  // POST /harbour/horn
  horn: async function (req, res) {
    sails.sockets.broadcast('quay', 'horn', { words: req.param('words', 'toot') });
    return res.ok();
  },

  // POST /harbour/photo
  photo: function (req, res) {
    req.file('photo').upload({ maxBytes: 100000 }, function (err, files) {
      if (err) { return res.serverError(err); }
      if (files.length === 0) { return res.badRequest('No photo.'); }
      return res.json({ of: req.param('boat'), bytes: files[0].size, name: files[0].filename });
    });
  },

  // GET /harbour/closed
  closed: function (req, res) {
    return res.outOfSeason({ until: 'May' });
  },

  // GET /harbour/storm
  storm: function () {
    throw new Error('the pier is gone');
  },

};
