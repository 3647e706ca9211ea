/** Errors with stable codes, declared as one table per package. @module */

/** An error whose `code` is stable and whose `status` is what a request answers with. */
export class TelltaleError extends Error {
  readonly code: string;
  /** HTTP status, or close code of a socket. */
  readonly status: number;

  constructor(code: string, status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TelltaleError';
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
  readonly [Code in keyof Table]: (...given: Parameters<Table[Code][1]>) => TelltaleError;
};

/**
 * Makes an error factory for each row of a table.
 *
 * @param table code → `[status, message]`. A message says what was given, what was expected, and what to write.
 *
 * @example
 * const errors = defineErrors({
 *   E_ROOM_NAME: [400, (given: unknown) => `a room name is a non-empty string; got ${typeof given}`],
 * });
 * throw errors.E_ROOM_NAME(7); // code 'E_ROOM_NAME', status 400
 */
export function defineErrors<const Table extends ErrorTable>(table: Table): Factories<Table> {
  const factories: Record<string, (...given: never[]) => TelltaleError> = {};
  for (const [code, [status, message]] of Object.entries(table)) {
    factories[code] = (...given) => new TelltaleError(code, status, message(...given));
  }
  return factories as Factories<Table>;
}
