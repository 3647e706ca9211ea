/**
 * Models: what they all have.
 */
module.exports.models = {

  schema: true,

  migrate: 'alter',

  attributes: {
    createdAt: { type: 'number', autoCreatedAt: true, },
    updatedAt: { type: 'number', autoUpdatedAt: true, },
    id: { type: 'number', autoIncrement: true, },
  },

  dataEncryptionKeys: {
    default: 'R0aEnJa5y28FH9aDPYcaz4yGX4K+uQaj0vDcWAGcvWo=',
  },

  cascadeOnDestroy: true,

};
