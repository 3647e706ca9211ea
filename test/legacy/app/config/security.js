/**
 * Security: who may ask from elsewhere.
 */
module.exports.security = {

  cors: {
    allRoutes: false,
    allowOrigins: ['http://tourists.example'],
    allowCredentials: false,
  },

  csrf: false,

};
