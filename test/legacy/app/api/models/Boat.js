/**
 * Boat.js: a boat that is for hire.
 */
module.exports = {

  attributes: {

    //  ╔═╗ What a boat is. ╔═╗
    name: { type: 'string', required: true, unique: true, maxLength: 40 },

    berth: { type: 'number', min: 1, defaultsTo: 1 },

    pricePerDay: { type: 'number', required: true, columnName: 'price_per_day' },

    isOut: { type: 'boolean' },

    //  ╔═╗ Whose it is. ╔═╗
    owner: { model: 'skipper' },

  },

  beforeCreate: function (values, proceed) {
    values.name = values.name.trim();
    return proceed();
  },

  customToJSON: function () {
    return _.pick(this, ['id', 'name', 'berth', 'pricePerDay', 'isOut', 'owner']);
  },

};
