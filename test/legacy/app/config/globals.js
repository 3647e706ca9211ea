/**
 * Globals: what every file finds without asking.
 */
module.exports.globals = {

  _: require('../lodash-lite'),

  async: false,

  models: true,

  sails: true,

};
