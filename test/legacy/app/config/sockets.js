/**
 * Sockets: how pages stay in touch.
 */
module.exports.sockets = {

  transports: ['websocket'],

  // beforeConnect: function (handshake, proceed) {
  //   return proceed(undefined, true);
  // },

  sendResponseHeaders: true,
  sendStatusCode: true,
  grant3rdPartyCookie: true,

};
