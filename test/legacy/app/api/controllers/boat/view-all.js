module.exports = {


  friendlyName: 'View all boats',


  exits: {

    success: {
      viewTemplatePath: 'pages/boats',
    },

  },


  fn: async function () {
    var boats = await Boat.find({ sort: 'name ASC' }).populate('owner');
    return { title: 'Boats', boats: boats };
  },


};
