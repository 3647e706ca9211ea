/**
 * Starts the harbour: `node app.js`, or with a port: `PORT=8080 node app.js`.
 */

// The app's own folder, wherever the command was given.
process.chdir(__dirname);

// Moved from Sails: these two lines were
//   var sails = require('sails');
//   var rc = require('sails/accessible/rc');
var { Sails, getRc: rc } = require('telltale');
var sails = new Sails();

sails.lift(rc(), function (err) {
  if (err) {
    console.error(err.message);
    process.exit(1);
  }
});
