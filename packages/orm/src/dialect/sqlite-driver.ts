/** Kysely's driver for better-sqlite3: one connection, handed out in turn, with prepared statements kept. @module */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, Statement } from 'better-sqlite3';
import type { DatabaseConnection, Driver, QueryResult } from 'kysely';
import { CompiledQuery } from '../kysely.ts';
import { AcquireTimeout } from './acquire-timeout.ts';

type SavepointCompiler = Parameters<NonNullable<Driver['savepoint']>>[2];

const keptStatements = 500;

export class SqliteDriver implements Driver {
  readonly #open: () => Promise<Database>;
  readonly #acquireTimeout: number;
  readonly #waiting: (() => void)[] = [];
  #isTaken = false;
  #connection: SqliteConnection | undefined;

  constructor(open: () => Promise<Database>, acquireTimeout: number) {
    this.#open = open;
    this.#acquireTimeout = acquireTimeout;
  }

  async init(): Promise<void> {
    this.#connection = new SqliteConnection(await this.#open(), this.#acquireTimeout);
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#isTaken) await this.#wait();
    this.#isTaken = true;
    return this.#connection!;
  }

  async releaseConnection(): Promise<void> {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#isTaken = false;
  }

  // `immediate`: a transaction that begins by reading must not find later that another process writes.
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  async savepoint(connection: DatabaseConnection, name: string, _compile: SavepointCompiler): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`savepoint "${name}"`));
  }

  async rollbackToSavepoint(
    connection: DatabaseConnection,
    name: string,
    _compile: SavepointCompiler,
  ): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`rollback to "${name}"`));
  }

  async releaseSavepoint(
    connection: DatabaseConnection,
    name: string,
    _compile: SavepointCompiler,
  ): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`release "${name}"`));
  }

  async destroy(): Promise<void> {
    this.#connection?.close();
  }

  #wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#acquireTimeout === 0) {
        this.#waiting.push(resolve);
        return;
      }
      const turn = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(turn), 1);
        reject(new AcquireTimeout('no free connection'));
      }, this.#acquireTimeout);
      this.#waiting.push(turn);
    });
  }
}

/** Milliseconds between two looks at a database that another process writes to. */
const pause = 10;

/** Whether another process writes. Nothing has happened then, and the statement can be run again. */
function isBusy(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === 'SQLITE_BUSY' || code === 'SQLITE_BUSY_RECOVERY';
}

class SqliteConnection implements DatabaseConnection {
  readonly #database: Database;
  readonly #patience: number;
  readonly #statements = new Map<string, Statement>();

  /** @param patience milliseconds to wait for another process to end what it writes. 0: for ever */
  constructor(database: Database, patience: number) {
    this.#database = database;
    this.#patience = patience;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    for (let begun: number | undefined; ; ) {
      try {
        return this.#execute<Row>(query);
      } catch (error) {
        if (this.#database.inTransaction || !isBusy(error)) throw error;
        begun ??= performance.now();
        if (this.#patience > 0 && performance.now() - begun > this.#patience) throw error;
        // Not by SQLite itself, whose waiting holds up everything that this process does.
        await sleep(pause);
      }
    }
  }

  #execute<Row>({ sql, parameters }: CompiledQuery): QueryResult<Row> {
    const statement = this.#prepare(sql);
    if (statement.reader) return { rows: statement.all(parameters) as Row[] };
    const { changes, lastInsertRowid } = statement.run(parameters);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    // Prepared anew: a statement that is being iterated can't be used for anything else.
    for (const row of this.#database.prepare(query.sql).iterate(query.parameters))
      yield { rows: [row as Row] };
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepare(sql: string): Statement {
    const kept = this.#statements.get(sql);
    if (kept) return kept;
    const statement = this.#database.prepare(sql);
    if (this.#statements.size >= keptStatements) this.#statements.clear();
    this.#statements.set(sql, statement);
    return statement;
  }
}
