module.exports = {


  friendlyName: 'Send receipt',


  inputs: {
    to: { type: 'string', required: true, isEmail: true },
    price: { type: 'string', required: true },
  },


  exits: {
    postOffice: { description: 'The post office is closed.' },
  },


  fn: async function (inputs) {
    if (sails.config.custom.postOfficeIsClosed) { throw 'postOffice'; }
    return 'Receipt of ' + inputs.price + ' for ' + inputs.to;
  },


};
