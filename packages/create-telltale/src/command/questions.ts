/** What a new app's maker is asked, as far as the command line has not said it. @module */
import { cancel, confirm, intro, isCancel, select, text } from '@clack/prompts';
import { type CreateAppOptions, placeOf } from '../app/create-app.ts';
import { type Database, databases, databaseTitles } from '../app/databases.ts';

/** What is left open is `undefined`. */
export type OpenChoices = Partial<CreateAppOptions>;

/** The name of an app whose maker names none. */
export const defaultName = 'my-app';

/**
 * Asks for what is open.
 *
 * @returns the choices; `undefined` when they were broken off
 * @throws E_APP_NAME, E_FOLDER_NOT_EMPTY, E_NOT_A_FOLDER for a folder that was given, before anything is asked
 */
export async function askFor(open: OpenChoices): Promise<CreateAppOptions | undefined> {
  if (open.folder !== undefined) placeOf(open.folder, open.force);
  if (isOpen(open)) intro(`A new Telltale app${open.folder === undefined ? '' : `: ${open.folder}`}`);
  const folder =
    open.folder ??
    (await ask(
      text({
        message: 'What is it called?',
        placeholder: defaultName,
        defaultValue: defaultName,
        validate: (given) => complaint(given || defaultName, open.force),
      }),
    ));
  if (folder === undefined) return undefined;
  const database =
    open.database ??
    (await ask(
      select<Database>({
        message: 'Which database?',
        options: databases.map((value) => ({
          value,
          label: databaseTitles[value],
          ...(value === 'sqlite' ? { hint: 'a file, nothing to set up' } : {}),
        })),
      }),
    ));
  if (database === undefined) return undefined;
  const example =
    open.example ??
    (await ask(confirm({ message: 'With an example: a shared list that is live in every window?' })));
  if (example === undefined) return undefined;
  return { ...open, folder, database, example };
}

/** Whether there is anything to ask. */
export function isOpen({ folder, database, example }: OpenChoices): boolean {
  return folder === undefined || database === undefined || example === undefined;
}

async function ask<Answer>(question: Promise<Answer>): Promise<Exclude<Answer, symbol> | undefined> {
  const answer = await question;
  if (!isCancel(answer)) return answer as Exclude<Answer, symbol>;
  cancel('Nothing was made.');
  return undefined;
}

/** What is wrong with a folder, while it is typed. */
function complaint(given: string, force: boolean | undefined): string | undefined {
  try {
    placeOf(given, force);
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/\. (Write|Choose).*$/, '');
  }
}
