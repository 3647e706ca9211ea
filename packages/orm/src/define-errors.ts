/** Errors with stable codes, declared as one table. @module */

/** An error whose `code` is stable and whose `status` is what a request answers with. */
export class OrmError extends Error {
  readonly code: string;
  /** HTTP status. */
  readonly status: number;

  constructor(code: string, status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OrmError';
    this.code = code;
    this.status = status;
  }

  /** The status under the name that Fastify looks for. */
  get statusCode(): number {
    return this.status;
  }
}

/** Code → `[status, message]`; the message is written from what was given. */
export type ErrorTable = Record<string, readonly [status: number, message: (...given: never[]) => string]>;

type Factories<Table extends ErrorTable> = {
  readonly [Code in keyof Table]: (...given: Parameters<Table[Code][1]>) => OrmError;
};

/**
 * Makes an error factory for each row of a table.
 *
 * @param table code → `[status, message]`. A message says what was given, what was expected, and what to write.
 */
export function defineErrors<const Table extends ErrorTable>(table: Table): Factories<Table> {
  const factories: Record<string, (...given: never[]) => OrmError> = {};
  for (const [code, [status, message]] of Object.entries(table)) {
    factories[code] = (...given) => new OrmError(code, status, message(...given));
  }
  return factories as Factories<Table>;
}
