/**
 * Skipper.js: someone who hires boats, and may own some.
 */
module.exports = {

  attributes: {
    name: { type: 'string', required: true },
    email: { type: 'string', required: true, unique: true, isEmail: true, protect: true },
    boats: { collection: 'boat', via: 'owner' },
  },

};
