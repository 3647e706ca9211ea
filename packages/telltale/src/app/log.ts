/** What the app says to its operator, by level. @module */

/** Levels from the least to the most talkative. */
export const logLevels = ['silent', 'error', 'warn', 'info', 'debug', 'verbose', 'silly'] as const;

/** One of {@link logLevels}. */
export type LogLevel = (typeof logLevels)[number];

/** How talkative a level is. */
const ranks = Object.fromEntries(logLevels.map((level, rank) => [level, rank])) as Record<LogLevel, number>;

/** Writes messages of one level. */
export type LogMethod = (...message: unknown[]) => void;

/** One method per level; a program may replace each. Called itself, it is `debug`. */
export interface Log extends Record<Exclude<LogLevel, 'silent'>, LogMethod> {
  (...message: unknown[]): void;
}

/** Takes a message and its level. */
export type LogWriter = (level: Exclude<LogLevel, 'silent'>, message: unknown[]) => void;

/** How talkative a log is, and where it writes; both may change. */
export interface LogSettings {
  level: LogLevel;
  write: LogWriter;
}

/**
 * Makes a log that writes what is at most as talkative as its level.
 *
 * @param settings read anew for each message
 *
 * @example
 * createLog({ level: 'warn', write }).info('not written');
 */
export function createLog(settings: LogSettings): Log {
  const method = (name: Exclude<LogLevel, 'silent'>): LogMethod => {
    const rank = ranks[name];
    return (...message) => {
      if (rank <= ranks[settings.level]) settings.write(name, message);
    };
  };
  const log = Object.assign((...message: unknown[]): void => log.debug(...message), {
    error: method('error'),
    warn: method('warn'),
    info: method('info'),
    debug: method('debug'),
    verbose: method('verbose'),
    silly: method('silly'),
  });
  return log;
}
