module.exports = {


  friendlyName: 'Hire',


  description: 'Hire a boat for some days.',


  inputs: {

    id: {
      type: 'number',
      required: true,
    },

    days: {
      description: 'How long.',
      type: 'number',
      isInteger: true,
      min: 1,
      max: 14,
      defaultsTo: 1,
    },

  },


  exits: {

    success: {
      description: 'The boat is yours.',
    },

    notFound: {
      description: 'There is no such boat.',
      responseType: 'notFound',
    },

    alreadyOut: {
      description: 'Somebody else has it.',
      statusCode: 409,
    },

  },


  fn: async function (inputs) {

    var boat = await Boat.findOne({ id: inputs.id });
    if (!boat) { throw 'notFound'; }
    if (boat.isOut) { throw { alreadyOut: { boat: boat.name } }; }

    var price = sails.helpers.formatPrice(boat.pricePerDay * inputs.days);
    await Boat.updateOne({ id: boat.id }).set({ isOut: true });
    Boat.publish([boat.id], { verb: 'hired', id: boat.id }, this.req);

    var receipt = await sails.helpers.mail.sendReceipt.with({
      to: 'skipper@harbour.example',
      price: price,
    })
    .tolerate('postOffice');

    return { boat: boat.name, price: price, receipt: receipt, vat: PriceService.vat(boat.pricePerDay * inputs.days) };

  },


};
