/** Settings with types. @module */
import type { AppOptions } from './app-config.ts';

/**
 * Returns what it is given; the editor then knows every setting. For files in `config/` and for `lift`.
 *
 * @example
 * export default defineConfig({
 *   routes: { 'GET /hello/:name': 'hello/greet' },
 *   sockets: { pingTimeout: 30_000 },
 * });
 */
export function defineConfig<const Options extends AppOptions>(options: Options): Options {
  return options;
}
