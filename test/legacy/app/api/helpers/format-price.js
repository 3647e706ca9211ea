module.exports = {


  friendlyName: 'Format price',


  description: 'Write an amount as people do.',


  sync: true,


  inputs: {

    amount: {
      type: 'number',
      required: true,
    },

    currency: {
      type: 'string',
      isIn: ['EUR', 'GBP'],
      defaultsTo: 'EUR',
    },

  },


  fn: function (inputs, exits) {
    return exits.success(inputs.amount.toFixed(2) + ' ' + inputs.currency);
  },


};
