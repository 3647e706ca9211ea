/** The settings of an app for uploads. @module */
import { isAbsolute, resolve } from 'node:path';

/** What forms with files may be, and where the files go. */
export interface UploadsConfig {
  /** Folder for uploaded files, relative to the app. @default '.tmp/uploads' */
  dirname?: string;
  /** Bytes of all files of one `upload()` together. @default 15_000_000 */
  maxBytes?: number;
  /** Files in one form. @default 100 */
  maxFiles?: number;
  /** Texts in one form. @default 1_000 */
  maxFields?: number;
  /** Bytes of one text. @default 1_048_576 */
  maxFieldBytes?: number;
}

/** The settings with every default filled in. */
export type UploadSettings = Required<UploadsConfig>;

/** Fills in the defaults. */
export function uploadSettings(appPath: string, given: UploadsConfig = {}): UploadSettings {
  const {
    dirname = '.tmp/uploads',
    maxBytes = 15_000_000,
    maxFiles = 100,
    maxFields = 1_000,
    maxFieldBytes = 1_048_576,
  } = given;
  return {
    dirname: isAbsolute(dirname) ? dirname : resolve(appPath, dirname),
    maxBytes,
    maxFiles,
    maxFields,
    maxFieldBytes,
  };
}
