/**
 * The three functions of lodash that this app uses; `npm install lodash` gives the others.
 */
module.exports = {
  map: function (list, key) { return list.map(function (item) { return item[key]; }); },
  pick: function (object, keys) {
    return keys.reduce(function (picked, key) {
      if (key in object) { picked[key] = object[key]; }
      return picked;
    }, {});
  },
  round: function (number, digits) { return Number(number.toFixed(digits)); },
};
