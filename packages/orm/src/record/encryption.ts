/** Encryption at rest: AES-256-GCM, with the name of the key beside the text so that keys can be changed. @module */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Column, ModelSchema } from '../definition/schema.ts';
import { errors } from '../errors.ts';

const prefix = 'tt1';

/** The stored form of a value: `tt1.<key name>.<iv>.<tag>.<text>`. */
export function encrypt(schema: ModelSchema, column: Column, value: unknown): string {
  const keyName = column.encrypt ?? 'default';
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(schema, keyName), iv);
  const text = Buffer.concat([cipher.update(JSON.stringify(toJson(value)), 'utf8'), cipher.final()]);
  return [prefix, keyName, ...[iv, cipher.getAuthTag(), text].map((part) => part.toString('base64url'))].join(
    '.',
  );
}

/** The value of a stored form. What was stored before `encrypt` was set stays as it is. */
export function decrypt(schema: ModelSchema, column: Column, stored: unknown): unknown {
  if (typeof stored !== 'string' || !stored.startsWith(`${prefix}.`)) return stored;
  const [, keyName, iv, tag, text] = stored.split('.');
  const key = keyOf(schema, keyName ?? '');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv ?? '', 'base64url'), {
      authTagLength: 16,
    });
    decipher.setAuthTag(Buffer.from(tag ?? '', 'base64url'));
    const plain = Buffer.concat([decipher.update(Buffer.from(text ?? '', 'base64url')), decipher.final()]);
    return fromJson(column, JSON.parse(plain.toString('utf8')));
  } catch {
    throw errors.E_DECRYPT(schema.identity, column.name);
  }
}

/** JSON has neither bytes nor long integers. */
function toJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return typeof value === 'bigint' ? String(value) : value;
}

function fromJson({ storage }: Column, value: unknown): unknown {
  if (value === null) return null;
  if (storage === 'date') return new Date(value as string);
  return storage === 'binary' && typeof value === 'string' ? Buffer.from(value, 'base64') : value;
}

/** Refuses a model whose encrypted attributes have no usable key, when it is loaded. */
export function checkEncryptionKeys(schema: ModelSchema): void {
  for (const column of schema.columns) if (column.encrypt !== undefined) keyOf(schema, column.encrypt);
}

function keyOf(schema: ModelSchema, name: string): Buffer {
  const text = Object.hasOwn(schema.dataEncryptionKeys, name) ? schema.dataEncryptionKeys[name] : undefined;
  const key = Buffer.from(text ?? '', 'base64');
  if (key.length !== 32) throw errors.E_NO_ENCRYPTION_KEY(schema.identity, name);
  return key;
}
