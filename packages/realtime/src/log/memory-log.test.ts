import { createMemoryLog, type MemoryLogOptions, type NotificationLog } from '@telltale/realtime';
import { describe, expect, test, vi } from 'vitest';
import { describeNotificationLog, notification, readAll } from '../../test/notification-log-contract.ts';

/** Logs whose time passes when it is told to. */
function logsWithClock() {
  let now = 0;
  return {
    create: (options: MemoryLogOptions) => createMemoryLog({ onError: () => {}, ...options, now: () => now }),
    async elapse(milliseconds: number) {
      now += milliseconds;
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** Appends a notification whose rooms are an object by which it can be seen whether the log still keeps it. */
async function appendWitness(log: NotificationLog): Promise<WeakRef<object>> {
  const rooms = ['a'];
  await log.append([notification(1, { rooms })]);
  return new WeakRef(rooms);
}

describeNotificationLog('the log in memory', async () => logsWithClock());

describe('the log in memory', () => {
  test('should have told its tails when append returns', () => {
    const log = createMemoryLog();
    const heard: string[] = [];
    using _tail = log.tail(({ payload }) => heard.push(payload));
    log.append([notification(1)]);
    expect(heard).toEqual(['{"n":1}']);
  });

  test('should keep no more characters than it may', async () => {
    const log = createMemoryLog({ characters: 10 });
    const from = log.position;
    for (let n = 0; n < 3; n++) await log.append([notification(n, { payload: '"1234"' })]);
    expect(await readAll(log, { ...from, offset: 1 })).toBe('gone');
    expect(await readAll(log, { ...from, offset: 2 })).toHaveLength(1);
    await log.append([notification(3, { payload: '"longer than it may be"' })]);
    expect(await readAll(log, { ...from, offset: 3 })).toBe('gone');
    expect(await readAll(log, { ...from, offset: 4 })).toEqual([]);
  });

  test('should tell onError what a tail throws', async () => {
    const errors: unknown[] = [];
    const log = createMemoryLog({ onError: (error) => errors.push(error) });
    using _tail = log.tail(() => {
      throw new Error('broken');
    });
    await log.append([notification(1)]);
    expect(errors).toEqual([expect.objectContaining({ message: 'broken' })]);
  });

  test.each([
    ['age', 0],
    ['count', -1],
    ['characters', 1.5],
    ['age', Number.NaN],
    ['count', '7'],
  ])('should refuse %s when it is %s', (name, given) => {
    expect(() => createMemoryLog({ [name]: given })).toThrow(
      expect.objectContaining({ code: 'E_LOG_BOUND' }),
    );
  });

  test('should let go of what is older than its age when nobody writes to it any more', async () => {
    const log = createMemoryLog({ age: 20 });
    const kept = await appendWitness(log);
    await vi.waitFor(() => {
      globalThis.gc?.();
      // A failed comparison with the object itself would keep it.
      expect(kept.deref() === undefined).toBe(true);
    });
  });
});
