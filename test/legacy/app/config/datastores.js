/**
 * Datastores: without settings, the one on this machine's disk.
 */
module.exports.datastores = {

  default: {

    // adapter: 'sails-mysql',
    // url: 'mysql://user:password@host:port/database',

  },

};
