/**
 * AccountController: who is aboard.
 */
module.exports = {

  login: async function (req, res) {
    var skipper = await Skipper.findOne({ email: req.param('email') });
    if (!skipper) { return res.status(401).json({ problem: sails.__('Nobody by that name') }); }
    req.session.skipperId = skipper.id;
    return res.json({ welcome: skipper.name });
  },

  logout: function (req, res) {
    delete req.session.skipperId;
    return res.ok();
  },

  me: async function (req, res) {
    var me = await Skipper.findOne({ id: req.session.skipperId }).populate('boats');
    return res.json({ name: me.name, boats: me.boats.length, visits: req.visits });
  },

};
