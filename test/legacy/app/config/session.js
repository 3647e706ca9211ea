module.exports.session = {

  secret: '3f1d44e7a0fb5a5bbd8d1ab9d4bd8b21',

  // cookie: {
  //   maxAge: 24 * 60 * 60 * 1000,
  // },

};
