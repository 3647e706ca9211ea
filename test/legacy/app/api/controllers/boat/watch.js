module.exports = {


  friendlyName: 'Watch',


  description: 'Tell this socket what becomes of the boats.',


  fn: async function () {
    if (!this.req.isSocket) { throw new Error('Only a socket can watch.'); }
    var boats = await Boat.find();
    Boat.subscribe(this.req, _.map(boats, 'id'));
    return boats.length;
  },


};
