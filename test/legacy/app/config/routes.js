/**
 * Routes: from an address to what answers it.
 */
module.exports.routes = {

  '/': { view: 'pages/homepage', locals: { title: 'Harbour' } },

  'GET /boats': { action: 'boat/view-all' },
  'POST /boats/:id/hire': { action: 'boat/hire' },
  'POST /boats/:id/return': { action: 'boat/return' },
  'GET /boats/watch': 'boat/watch',

  'POST /login': 'AccountController.login',
  'POST /logout': 'AccountController.logout',
  'GET /me': 'account.me',

  'GET /old-quay': '/boats',
  'GET /lighthouse/:lamp': function (req, res) {
    return res.send('The lamp is ' + req.param('lamp'));
  },

};
