/** An app's folder for one test; it is gone with the block that made it. @module */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Beside the packages, so that files in it can import `telltale`; ignored by git. */
const parent = join(import.meta.dirname, '../.tmp');

/** A folder on disk. */
export interface AppFolder extends AsyncDisposable {
  path: string;
  write(file: string, text: string): Promise<void>;
}

/** Makes a folder with these files: path → text. */
export async function appFolder(files: Record<string, string> = {}): Promise<AppFolder> {
  await mkdir(parent, { recursive: true });
  const path = await mkdtemp(join(parent, 'app-'));
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(join(path, file)), { recursive: true });
    await writeFile(join(path, file), text);
  };
  for (const [file, text] of Object.entries({ 'package.json': '{"type":"module"}', ...files }))
    await write(file, text);
  return { path, write, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
