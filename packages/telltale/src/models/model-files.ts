/** Whether an app has models in files. @module */
import { join } from 'node:path';
import { findModules } from '../config/find-files.ts';

/** Looks into `api/models`. @param appPath Default: the current folder. */
export async function hasModelFiles(appPath: string = process.cwd()): Promise<boolean> {
  return (await findModules(join(appPath, 'api/models'))).length > 0;
}
