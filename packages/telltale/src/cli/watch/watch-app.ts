/** Tells when a file of an app changes that it would have to be started anew for. @module */
import { relative, sep } from 'node:path';
import { isIgnored, needsRestart } from './needs-restart.ts';

/** A watch that was begun. */
export interface Watching {
  /** Whether changes are still told. */
  readonly isOpen: boolean;
  close(): Promise<void>;
}

/**
 * Watches an app's folder.
 *
 * @param changed called with the file's absolute path
 * @param warn told when the system has no more watches to give
 */
export async function watchApp(
  appPath: string,
  changed: (file: string) => void,
  warn: (text: string) => void,
): Promise<Watching> {
  const { watch } = await import('chokidar');
  const within = (path: string): string => relative(appPath, path).split(sep).join('/');
  const watcher = watch(appPath, {
    ignoreInitial: true,
    ignored: (path, stats) => isIgnored(within(path), stats?.isFile() ?? false),
  });
  watcher.on('all', (event, path) => {
    if (event !== 'addDir' && event !== 'unlinkDir' && needsRestart(within(path))) changed(path);
  });
  watcher.on('error', (error) => {
    const why = error instanceof Error ? error.message : String(error);
    warn(`Files can't be watched: ${why}. Start with --no-watch, or raise the system's limit.`);
  });
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  return {
    get isOpen() {
      return !watcher.closed;
    },
    close: () => watcher.close(),
  };
}
