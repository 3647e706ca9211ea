/** Files that say `module.exports = …` inside an app of ES modules. @module */
import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { dirname } from 'node:path';

/** What Node's module class has and its types leave out. */
interface Compilable extends Module {
  _compile(source: string, filename: string): void;
}
interface ModuleClass {
  _nodeModulePaths(folder: string): string[];
}

/**
 * Whether a file's text is a CommonJS module: it exports in that way, and has neither `import` nor `export`.
 *
 * @example
 * isCommonJs('module.exports = { hello() {} };'); // true
 */
export function isCommonJs(source: string): boolean {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return (
    /\bmodule\s*\.\s*exports\b|(?:^|[^.\w])exports\s*(?:\.\s*\w+|\[)/.test(code) &&
    !/^\s*(?:import\s*(?:[\w{*'"]|$)|export\s*(?:[\w{*]))/m.test(code)
  );
}

/**
 * Runs a file as a CommonJS module, whatever its package's `type`, and returns what it exports. Files that it requires
 * are treated the same.
 */
export function loadCommonJs(file: string): unknown {
  return load(file, new Map());
}

function load(file: string, loaded: Map<string, Module>): unknown {
  const known = loaded.get(file);
  if (known) return known.exports;
  const module = new Module(file) as Compilable;
  module.filename = file;
  module.paths = (Module as unknown as ModuleClass)._nodeModulePaths(dirname(file));
  const nodeRequire = Module.createRequire(file);
  module.require = Object.assign((id: string) => {
    const target = nodeRequire.resolve(id);
    const ours =
      target.endsWith('.js') && !target.includes('node_modules') && isCommonJs(readFileSync(target, 'utf8'));
    return ours ? load(target, loaded) : nodeRequire(id);
  }, nodeRequire);
  loaded.set(file, module);
  module._compile(readFileSync(file, 'utf8'), file);
  module.loaded = true;
  return module.exports;
}
