/** Says where rules are written, for messages. @module */
import { basename, join } from 'node:path';
import type { AppConfig } from '../config/app-config.ts';
import { findModules } from '../config/find-files.ts';

/** The first of the files in `config/` that has one of these names. */
export async function rulesPlace({ appPath }: AppConfig, names: readonly string[]): Promise<string> {
  const files = await findModules(join(appPath, 'config'), false);
  const file = names.map((wanted) => files.find(({ name }) => name === wanted)).find(Boolean);
  return file ? `config/${basename(file.path)}` : 'the settings';
}
