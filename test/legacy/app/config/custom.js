module.exports.custom = {

  wind: 'north-west',

  vat: 0.19,

  postOfficeIsClosed: false,

};
