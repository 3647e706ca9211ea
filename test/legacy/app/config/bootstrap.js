/**
 * Bootstrap: what has to be there before the first visitor comes.
 */
module.exports.bootstrap = async function (done) {

  if (await Boat.count() > 0) {
    return done();
  }

  var ada = await Skipper.create({ name: 'Ada', email: 'ada@harbour.example' }).fetch();
  await Boat.createEach([
    { name: 'Gull', berth: 3, pricePerDay: 40, owner: ada.id },
    { name: ' Petrel ', berth: 4, pricePerDay: 55.5 },
  ]);

  return done();

};
