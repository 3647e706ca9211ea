module.exports = async function (req, res, proceed) {
  req.session.visits = (req.session.visits || 0) + 1;
  req.visits = req.session.visits;
  return proceed();
};
