/** Makes an app's log do as its settings say. @module */
import type { LogSettings } from '../app/log.ts';
import type { LogConfig } from '../config/app-config.ts';
import { hider } from './hidden.ts';
import { prettyWriter } from './pretty.ts';

/**
 * Changes how talkative a log is, and where it writes.
 *
 * @param settings of the log
 */
export async function followLog(settings: LogSettings, config: LogConfig): Promise<void> {
  const { level, custom, format, redact = [] } = config;
  if (level) settings.level = level;
  const hidden = hider(redact);
  if (custom) settings.write = toCustom(custom, hidden);
  // Only those who want lines of JSON load what makes them.
  else if (format === 'json') settings.write = (await import('./json.ts')).jsonWriter(hidden);
  else settings.write = prettyWriter(hidden);
}

/** Loggers of others may have fewer levels. */
function toCustom(custom: object, { value }: ReturnType<typeof hider>): LogSettings['write'] {
  return (name, message) => {
    const method: unknown = Reflect.get(custom, name) ?? Reflect.get(custom, 'debug');
    if (typeof method === 'function') Reflect.apply(method, custom, message.map(value));
  };
}
