/**
 * isAboard: lets those in who have logged in.
 */
module.exports = function (req, res, proceed) {
  if (req.session.skipperId) { return proceed(); }
  return res.forbidden();
};
