/** What every notification log has to keep: one suite, run for each implementation. @module */
import type { LoggedNotification, NotificationLog, OutgoingNotification } from '@telltale/realtime';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

/** Where the logs of one test come from. */
export interface LogsUnderTest extends AsyncDisposable {
  /** Makes an empty log. It is opened by the suite. */
  create(options: { age?: number; count?: number }): NotificationLog;
  /** Makes time pass for the bound of age. */
  elapse(milliseconds: number): Promise<void>;
}

/** A notification that can be told from others. */
export function notification(n: number, more: Partial<OutgoingNotification> = {}): OutgoingNotification {
  return { rooms: [`room:${n}`], event: 'user', payload: `{"n":${n}}`, ...more };
}

/** What a read gave, or `'gone'`. */
export async function readAll(
  log: NotificationLog,
  after: { epoch: string; offset: number },
): Promise<LoggedNotification[] | 'gone'> {
  const found = await log.read(after);
  if (found === 'gone') return found;
  const list: LoggedNotification[] = [];
  for await (const item of found) list.push(item);
  return list;
}

/** Runs the suite. */
export function describeNotificationLog(name: string, start: () => Promise<LogsUnderTest>): void {
  const opened = async (logs: LogsUnderTest, options: { age?: number; count?: number } = {}) => {
    const log = logs.create(options);
    await log.open();
    return Object.assign(log, { [Symbol.asyncDispose]: () => log.close() });
  };
  const numbers = (list: readonly { payload: string }[]) => list.map(({ payload }) => JSON.parse(payload).n);
  const texts = (list: LoggedNotification[] | 'gone') => (list === 'gone' ? list : numbers(list));

  describe(`${name}, as a notification log`, () => {
    test('should begin at offset 0, with an epoch of its own', async () => {
      await using logs = await start();
      await using one = await opened(logs);
      await using other = await opened(logs);
      expect(one.position.offset).toBe(0);
      expect(one.position.epoch).toMatch(/^[\w-]{1,64}$/);
      expect(one.position.epoch).not.toBe(other.position.epoch);
    });

    test('should give offsets one after the other, and resolve with the last', async () => {
      await using logs = await start();
      await using log = await opened(logs);
      const { epoch } = log.position;
      expect(await log.append([notification(1), notification(2)])).toEqual({ epoch, offset: 2 });
      expect(await log.append([notification(3)])).toEqual({ epoch, offset: 3 });
      expect(log.position).toEqual({ epoch, offset: 3 });
    });

    test('should do nothing when there is nothing to append', async () => {
      await using logs = await start();
      await using log = await opened(logs);
      const heard: unknown[] = [];
      using _tail = log.tail((one) => heard.push(one));
      expect(await log.append([])).toEqual({ epoch: log.position.epoch, offset: 0 });
      expect(heard).toEqual([]);
    });

    test('should read everything of a notification again as it was appended', async () => {
      await using logs = await start();
      await using log = await opened(logs);
      const from = log.position;
      const whole: OutgoingNotification = {
        rooms: ['a', 'b:c_d%'],
        event: 'üser',
        payload: '{"text":"\\u0000 \\" 😀","n":[1.5,null]}',
        omit: 'Wk3dgjzt8ZSU0niEAAAA',
        introduces: ['d'],
        closes: ['e', 'f'],
      };
      await log.append([whole, notification(2)]);
      expect(await readAll(log, from)).toEqual([
        { ...whole, position: { ...from, offset: 1 } },
        { ...notification(2), position: { ...from, offset: 2 } },
      ]);
    });

    test('should read what came after a position, up to now', async () => {
      await using logs = await start();
      await using log = await opened(logs);
      const { epoch } = log.position;
      await log.append([1, 2, 3, 4].map((n) => notification(n)));
      expect(texts(await readAll(log, { epoch, offset: 0 }))).toEqual([1, 2, 3, 4]);
      expect(texts(await readAll(log, { epoch, offset: 2 }))).toEqual([3, 4]);
      expect(texts(await readAll(log, { epoch, offset: 4 }))).toEqual([]);
    });

    test('should read what was there when it was asked, whatever is appended meanwhile', async () => {
      await using logs = await start();
      await using log = await opened(logs);
      const from = log.position;
      await log.append([notification(1), notification(2)]);
      const found = await log.read(from);
      await log.append([notification(3)]);
      const list: LoggedNotification[] = [];
      if (found !== 'gone') for await (const item of found) list.push(item);
      expect(numbers(list)).toEqual([1, 2]);
    });

    test.each([
      ['of the future', { offset: 5 }],
      ['negative', { offset: -1 }],
      ['no number', { offset: Number.NaN }],
      ['a fraction', { offset: 1.5 }],
      ['endless', { offset: Number.POSITIVE_INFINITY }],
      ['of another epoch', { epoch: 'another' }],
      ['of an epoch called __proto__', { epoch: '__proto__' }],
    ])('should say gone when the position is %s', async (_what, changed) => {
      await using logs = await start();
      await using log = await opened(logs);
      await log.append([1, 2, 3, 4].map((n) => notification(n)));
      expect(await readAll(log, { epoch: log.position.epoch, offset: 2, ...changed })).toBe('gone');
    });

    test('should keep no more than its count, and say gone for what came before', async () => {
      await using logs = await start();
      await using log = await opened(logs, { count: 3 });
      const { epoch } = log.position;
      for (let n = 1; n <= 5; n++) await log.append([notification(n)]);
      expect(texts(await readAll(log, { epoch, offset: 2 }))).toEqual([3, 4, 5]);
      expect(await readAll(log, { epoch, offset: 1 })).toBe('gone');
      await log.append([6, 7, 8, 9].map((n) => notification(n)));
      expect(texts(await readAll(log, { epoch, offset: 6 }))).toEqual([7, 8, 9]);
      expect(await readAll(log, { epoch, offset: 5 })).toBe('gone');
    });

    test('should keep nothing longer than its age, and never age the newest position', async () => {
      await using logs = await start();
      await using log = await opened(logs, { age: 1_000 });
      const { epoch } = log.position;
      await log.append([notification(1)]);
      await logs.elapse(600);
      await log.append([notification(2)]);
      await logs.elapse(600);
      expect(await readAll(log, { epoch, offset: 0 })).toBe('gone');
      expect(texts(await readAll(log, { epoch, offset: 1 }))).toEqual([2]);
      await logs.elapse(5_000);
      expect(await readAll(log, { epoch, offset: 1 })).toBe('gone');
      expect(texts(await readAll(log, { epoch, offset: 2 }))).toEqual([]);
    });

    test('should tell a tail of what is appended from then on, in order, with positions', async () => {
      await using logs = await start();
      await using log = await opened(logs);
      await log.append([notification(1)]);
      const heard: LoggedNotification[] = [];
      using _tail = log.tail((one) => heard.push(one));
      await Promise.all([2, 3, 4].map((n) => log.append([notification(n), notification(-n)])));
      expect(numbers(heard)).toEqual([2, -2, 3, -3, 4, -4]);
      expect(heard.map(({ position }) => position.offset)).toEqual([2, 3, 4, 5, 6, 7]);
    });

    test('should have told its tails when an append resolves', async () => {
      await using logs = await start();
      await using log = await opened(logs);
      let last = 0;
      using _tail = log.tail(({ position }) => {
        last = position.offset;
      });
      const { offset } = await log.append([notification(1), notification(2)]);
      expect(last).toBe(offset);
    });

    test('should stop telling a tail that is disposed', async () => {
      await using logs = await start();
      await using log = await opened(logs);
      const heard: LoggedNotification[] = [];
      const tail = log.tail((one) => heard.push(one));
      await log.append([notification(1)]);
      tail[Symbol.dispose]();
      await log.append([notification(2)]);
      expect(numbers(heard)).toEqual([1]);
    });

    test('should tell every other tail when one throws', async () => {
      await using logs = await start();
      await using log = await opened(logs);
      const heard: LoggedNotification[] = [];
      using _broken = log.tail(() => {
        throw new Error('this tail is broken');
      });
      using _sound = log.tail((one) => heard.push(one));
      await log.append([notification(1), notification(2)]);
      await log.append([notification(3)]);
      expect(numbers(heard)).toEqual([1, 2, 3]);
    });

    test('should tell all tails in one order when a tail appends', async () => {
      await using logs = await start();
      await using log = await opened(logs);
      const heard: LoggedNotification[][] = [[], []];
      const appended: Promise<unknown>[] = [];
      using _echo = log.tail((one) => {
        heard[0]?.push(one);
        const { n } = JSON.parse(one.payload);
        if (n < 10) appended.push(log.append([notification(n * 10)]));
      });
      using _other = log.tail((one) => heard[1]?.push(one));
      await log.append([notification(1), notification(2)]);
      await Promise.all(appended);
      expect(heard.map(numbers)).toEqual([
        [1, 2, 10, 20],
        [1, 2, 10, 20],
      ]);
    });

    test('should hold to a plain list, whatever is appended and read', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.oneof(fc.nat({ max: 5 }), fc.record({ offset: fc.integer({ min: -2, max: 40 }) })), {
            maxLength: 20,
          }),
          fc.integer({ min: 1, max: 12 }),
          async (steps, count) => {
            await using logs = await start();
            await using log = await opened(logs, { count });
            const { epoch } = log.position;
            const all: number[] = [];
            for (const step of steps) {
              if (typeof step === 'number') {
                const added = Array.from({ length: step }, (_, index) => all.length + index + 1);
                all.push(...added);
                await log.append(added.map((n) => notification(n)));
                continue;
              }
              const { offset } = step;
              const isThere = offset >= Math.max(0, all.length - count) && offset <= all.length;
              expect(texts(await readAll(log, { epoch, offset }))).toEqual(
                isThere ? all.slice(offset) : 'gone',
              );
            }
          },
        ),
        { numRuns: 30 },
      );
    });
  });
}
