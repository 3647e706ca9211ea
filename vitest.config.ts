import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    setupFiles: ['./test/random-seed.ts'],
    pool: 'forks',
    execArgv: ['--expose-gc'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Tests import packages by name and so run what is published: the built files, loaded by Node itself.
    server: { deps: { external: [/\/packages\/[^/]+\/dist\//] } },
    reporters: ['default', './scripts/tally-reporter.mjs'],
  },
});
