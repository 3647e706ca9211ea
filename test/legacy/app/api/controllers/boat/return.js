module.exports = {


  friendlyName: 'Return',


  inputs: {
    id: { type: 'number', required: true },
  },


  exits: {
    notFound: { responseType: 'notFound' },
  },


  // As actions were written for Sails 1.0, with its exits.
  fn: async function (inputs, exits) {
    var boat = await Boat.updateOne({ id: inputs.id }).set({ isOut: false });
    if (!boat) { return exits.notFound(); }
    return exits.success({ back: boat.name });
  },


};
