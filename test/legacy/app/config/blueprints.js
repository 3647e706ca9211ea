/**
 * Blueprints: routes that models and actions have by themselves.
 */
module.exports.blueprints = {

  actions: true,

  rest: true,

  shortcuts: false,

  // prefix: '',

};
