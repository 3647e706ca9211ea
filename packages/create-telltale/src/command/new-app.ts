/** The command that makes a new app: asks what is open, makes it, and says how to go on. @module */
import { relative } from 'node:path';
import { styleText } from 'node:util';
import { type CreateAppOptions, type CreatedApp, createApp } from '../app/create-app.ts';
import { databaseTitles, developmentUrl, readDatabase } from '../app/databases.ts';
import type { NewAppFlags } from './options.ts';
import { askFor, defaultName, isOpen, type OpenChoices } from './questions.ts';

/**
 * Makes a new app. On a terminal it asks for what the flags leave open, unless `yes` is among them.
 *
 * @param folder as it was written; `undefined` when none was
 * @throws E_APP_NAME, E_DATABASE_KIND, E_FOLDER_NOT_EMPTY, E_NOT_A_FOLDER
 *
 * @example
 * await newApp('my-app', { database: 'postgres', yes: true });
 */
export async function newApp(folder: string | undefined, flags: NewAppFlags): Promise<void> {
  const open: OpenChoices = {
    ...(folder === undefined ? {} : { folder }),
    ...(flags.database === undefined ? {} : { database: readDatabase(flags.database) }),
    ...(flags['no-example'] ? { example: false } : {}),
    language: flags.javascript ? 'javascript' : 'typescript',
    force: flags.force ?? false,
  };
  const isAsked = mayAsk(flags) && isOpen(open);
  const choices = isAsked ? await askFor(open) : { folder: defaultName, ...open };
  if (choices === undefined) {
    process.exitCode = 130;
    return;
  }
  const made = await createApp(choices);
  console.log(`${isAsked ? '\n' : ''}${report(made, choices)}`);
}

function mayAsk({ yes }: NewAppFlags): boolean {
  return !yes && !process.env.CI && process.stdin.isTTY === true && process.stdout.isTTY === true;
}

function report(
  { name, folder, files }: CreatedApp,
  { database = 'sqlite', example = true }: CreateAppOptions,
): string {
  const place = relative(process.cwd(), folder);
  const steps = [...(place === '' ? [] : [`cd ${quoted(place)}`]), 'npm install', 'npm start'];
  const url = paint('cyan', 'http://localhost:1337');
  return [
    `${paint('bold', name)} is made: ${files.length} files in ${place === '' ? 'this folder' : place}.`,
    '',
    ...steps.map((step) => `  ${paint('cyan', step)}`),
    '',
    ...(database === 'sqlite'
      ? []
      : [
          `It keeps its records in ${databaseTitles[database]}: make a database first, and write its address into .env, which says`,
          `  ${paint('cyan', developmentUrl(database, name))}`,
          '',
        ]),
    `Then open ${url}${example ? ' in two windows' : ''}.`,
  ].join('\n');
}

/** As a shell takes it. */
function quoted(path: string): string {
  return /^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function paint(style: Parameters<typeof styleText>[0], text: string): string {
  return process.stdout.isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb'
    ? styleText(style, text, { validateStream: false })
    : text;
}
