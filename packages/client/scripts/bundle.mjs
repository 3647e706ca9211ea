/** Makes `dist/sails.io.js`, the file for the script tag, and says how big it is. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const outfile = fileURLToPath(new URL('../dist/sails.io.js', import.meta.url));

/** WebTransport needs a server over HTTP/3, which none of ours is, and weighs as much as this client's own errors. */
const withoutWebTransport = {
  name: 'without-web-transport',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/webtransport\.js$/ }, () => ({ path: 'no-web-transport', namespace: 'stub' }));
    onLoad({ filter: /.*/, namespace: 'stub' }, () => ({ contents: 'export const WT = undefined;' }));
  },
};

await build({
  // Made from the sources: the page's condition of each package's exports, without Node.js's.
  entryPoints: [fileURLToPath(new URL('../src/browser.ts', import.meta.url))],
  outfile,
  bundle: true,
  minify: true,
  sourcemap: true,
  format: 'iife',
  platform: 'browser',
  target: ['es2022'],
  plugins: [withoutWebTransport],
  // `module` is looked for on purpose, for loaders of CommonJS.
  logOverride: { 'commonjs-variable-in-esm': 'silent' },
  banner: { js: `/*! sails.io.js of Telltale ${version}, with socket.io-client | MIT */` },
  logLevel: 'warning',
});

const bytes = readFileSync(outfile);
console.log(`dist/sails.io.js: ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzipped`);
