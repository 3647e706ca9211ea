/** The `package.json` of a new app. @module */
import type { Language } from './language.ts';

/** What the app is developed with; tests hold the versions to those with which the framework itself is built. */
export const tools = { '@types/node': '^20.19.0', tsx: '^4.23.15', typescript: '^7.0.2' } as const;

const scripts: Readonly<Record<Language, Record<string, string>>> = {
  typescript: {
    start: 'telltale lift',
    dev: 'telltale lift',
    test: 'node --import tsx --test test/*.test.ts',
    typecheck: 'tsc',
    prebuild: `node -e "fs.rmSync('dist', { recursive: true, force: true })"`,
    build: 'tsc -p tsconfig.build.json',
  },
  javascript: {
    start: 'telltale lift',
    dev: 'telltale lift',
    test: 'node --test test/*.test.js',
  },
};

/**
 * Writes the manifest.
 *
 * @param framework what it says of `telltale`: a range of versions, or `file:…`
 */
export function manifestOf(name: string, language: Language, framework: string): string {
  const manifest = {
    name,
    version: '0.0.0',
    private: true,
    type: 'module',
    engines: { node: '>=20.19' },
    scripts: scripts[language],
    dependencies: { telltale: framework },
    ...(language === 'typescript' ? { devDependencies: tools } : {}),
    // npm runs install scripts of packages only when the app says so. SQLite and esbuild have programs to fetch or to build.
    allowScripts: { 'better-sqlite3': true, esbuild: true },
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}
