/** A folder for the data of one server, gone when its process ends. @module */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes the folder. */
export function makeStore() {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-benchmark-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
