/**
 * PriceService: what was common to controllers before there were helpers.
 */
var rate = sails.config.custom.vat;

module.exports = {

  vat: function (amount) {
    return _.round(amount * rate, 2);
  },

};
