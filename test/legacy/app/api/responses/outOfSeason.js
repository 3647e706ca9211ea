/**
 * outOfSeason.js: `return res.outOfSeason({ until: 'May' });`
 */
module.exports = function outOfSeason(data) {
  var req = this.req;
  var res = this.res;
  res.status(503);
  if (req.wantsJSON) { return res.json(data); }
  return res.send('Closed until ' + data.until);
};
