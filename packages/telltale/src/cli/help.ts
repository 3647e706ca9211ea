/** What the command says of itself. @module */

/** Of `telltale` itself. */
export const help = `telltale <command> [options]

  lift        starts the app in this folder
  version     prints the version

  -h, --help      says more: telltale lift --help
  -v, --version   prints the version`;

/** Of `telltale lift`. */
export const liftHelp = `telltale lift [options]

Starts the app in this folder and serves it until Ctrl-C.

  -p, --port N   listens on port N (0: any free one). Default: config.port, else PORT, else 1337
      --prod     runs as in production
      --silent   says nothing, not even errors of requests
      --verbose  says everything, and where failures come from
  -h, --help     shows this`;
