/** Values that a URL can only carry as the text of JSON. @module */
import type { ModelSchema } from '@telltale/orm';
import { refuse, type UsageCode } from './refuse.ts';

/**
 * Reads JSON from a text.
 *
 * @param name of the parameter, for the message
 * @throws `code` when it is no JSON
 */
export function parseJson(schema: ModelSchema, code: UsageCode, name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    refuse(schema, code, `\`${name}\` is no JSON: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
}
