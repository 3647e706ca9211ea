/** Every error of this package: code → status → message. Codes are stable; a retired code is never used again. @module */

/** An error whose `code` is stable. */
export class CreateError extends Error {
  override readonly name = 'CreateError';
  readonly code: string;
  /** In the terms of HTTP: 400 for what was asked wrongly, 409 for what is in the way. */
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export const errors = {
  // A new app
  E_APP_NAME: define(
    'E_APP_NAME',
    400,
    (given: string, problem: string) =>
      `'${given}' can't be the name of an app: ${problem}. Write: telltale new ${nameLike(given)}`,
  ),
  E_FOLDER_NOT_EMPTY: define(
    'E_FOLDER_NOT_EMPTY',
    409,
    (folder: string, found: string) =>
      `${folder} is not empty: it has ${found}. Choose another folder, or write over what is there: --force`,
  ),
  E_NOT_A_FOLDER: define(
    'E_NOT_A_FOLDER',
    409,
    (path: string) => `${path} is a file. Choose another name for the app's folder`,
  ),
  E_DATABASE_KIND: define(
    'E_DATABASE_KIND',
    400,
    (given: string, known: readonly string[]) =>
      `there is no database '${given}' to choose; known: ${known.join(', ')}. Write: --database ${known[0]}`,
  ),

  // Files of an app
  E_GENERATE_KIND: define(
    'E_GENERATE_KIND',
    400,
    (given: string, known: readonly string[]) =>
      `there is nothing called '${given}' to generate; known: ${known.join(', ')}. Write: telltale generate model user`,
  ),
  E_GENERATE_NAME: define(
    'E_GENERATE_NAME',
    400,
    (kind: string, given: string) =>
      `'${given}' can't be the name of ${kind === 'action' ? 'an' : 'a'} ${kind}. Expected letters, digits and hyphens, beginning with a letter, no word of the language, and folders before it with '/'. Write: telltale generate ${kind} user-profile`,
  ),
  E_ATTRIBUTE: define(
    'E_ATTRIBUTE',
    400,
    (given: string, types: readonly string[]) =>
      `'${given}' is no attribute. Expected a name and a type: ${types.join(', ')}. Write: telltale generate model user name:string`,
  ),
  E_FILE_EXISTS: define(
    'E_FILE_EXISTS',
    409,
    (file: string) =>
      `${file} is there already, and is not written over. Choose another name, or delete it first`,
  ),
};

function define<Given extends unknown[]>(code: string, status: number, message: (...given: Given) => string) {
  return (...given: Given): CreateError => new CreateError(code, status, message(...given));
}

/** The nearest name that is allowed. */
function nameLike(given: string): string {
  const name = String(given)
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, 214);
  return name === '' || name === 'telltale' || name === 'node_modules' ? 'my-app' : name;
}
