/** Asks a policy one question, and bears whatever it does. @module */
import { describe } from '../../describe.ts';
import type { RecordId } from '../publishable-model.ts';
import type { SubscriptionPolicy, SubscriptionQuestion } from './subscription-policy.ts';

/** What came of a question: who is let in, or why nobody is. */
export interface Answer {
  /** The records that are allowed. */
  readonly ids: readonly RecordId[];
  /** Whether new records are. */
  readonly watch: boolean;
  /** Why the rest is not, when the policy itself did not say no. */
  readonly failure?: 'FAILED' | 'TIMEOUT';
  /** What it failed of. */
  readonly cause?: unknown;
}

const none: readonly RecordId[] = [];

/** Asks. The answer comes at once when the policy gives it at once. */
export function askPolicy(
  policy: SubscriptionPolicy,
  question: SubscriptionQuestion,
  timeout: number,
): Answer | Promise<Answer> {
  try {
    const verdict = policy(question);
    if (!isThenable(verdict)) return read(question, verdict);
    return settle(question, verdict, timeout);
  } catch (cause) {
    return fail(cause);
  }
}

function settle(
  question: SubscriptionQuestion,
  verdict: PromiseLike<unknown>,
  timeout: number,
): Promise<Answer> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ ids: none, watch: false, failure: 'TIMEOUT' }), timeout).unref();
    const end = (answer: Answer): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    try {
      verdict.then(
        (value) => end(readSafely(question, value)),
        (cause) => end(fail(cause)),
      );
    } catch (cause) {
      end(fail(cause));
    }
  });
}

/** Nothing that an app answers with may reach the process. */
function readSafely(question: SubscriptionQuestion, verdict: unknown): Answer {
  try {
    return read(question, verdict);
  } catch (cause) {
    return fail(cause);
  }
}

function read({ ids, watch }: SubscriptionQuestion, verdict: unknown): Answer {
  if (verdict === true) return { ids, watch };
  if (verdict === false) return { ids: none, watch: false };
  if (!Array.isArray(verdict) || watch) {
    const expected = watch ? 'true or false' : 'true, false or a list of keys';
    return fail(new TypeError(`it answered with ${describe(verdict)}; expected ${expected}`));
  }
  const stranger: unknown = verdict.find((id) => typeof id !== 'string' && typeof id !== 'number');
  if (stranger !== undefined)
    return fail(
      new TypeError(`it answered with a list that holds ${describe(stranger)}; expected keys of records`),
    );
  const allowed = new Set(verdict.map(String));
  return { ids: ids.filter((id) => allowed.has(String(id))), watch: false };
}

function fail(cause: unknown): Answer {
  return { ids: none, watch: false, failure: 'FAILED', cause };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function';
}
