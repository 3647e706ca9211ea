/**
 * Policies: who may do what.
 */
module.exports.policies = {

  // '*': true,

  'AccountController': {
    'me': ['isAboard', 'countVisits'],
  },

  'boat/hire': 'isAboard',

  'boat/create': 'isAboard',
  'boat/update': false,
  'boat/destroy': false,

};
