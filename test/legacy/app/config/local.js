/**
 * For this machine alone.
 */
module.exports = {

  // port: process.env.PORT || 1337,

  tide: { level: 'high' },

};
