/**
 * What is different when it counts.
 */
module.exports = {

  datastores: {
    default: {
      adapter: 'sails-disk',
    },
  },

  models: {
    migrate: 'safe',
  },

  blueprints: {
    shortcuts: false,
  },

  security: {
    cors: {
      // allowOrigins: ['https://example.com'],
    },
  },

  session: {
    cookie: {
      // secure: true,
      maxAge: 24 * 60 * 60 * 1000,
    },
  },

  sockets: {
    onlyAllowOrigins: ['http://harbour.example'],
  },

  log: {
    level: 'debug',
  },

  http: {
    cache: 365.25 * 24 * 60 * 60 * 1000,
    // trustProxy: true,
  },

  custom: {
    wind: 'south',
  },

};
