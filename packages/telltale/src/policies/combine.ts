/** Makes one subscription policy of several, all of which have to agree. @module */
import type { SubscriptionPolicy, SubscriptionQuestion, SubscriptionVerdict } from '@telltale/realtime';

/** The first that refuses ends it; of records, each policy is asked about those that the ones before it allowed. */
export function combine(policies: readonly SubscriptionPolicy[]): SubscriptionPolicy {
  const [only] = policies;
  if (policies.length === 1 && only !== undefined) return only;
  return (question) => ask(policies, 0, question);
}

function ask(
  policies: readonly SubscriptionPolicy[],
  index: number,
  question: SubscriptionQuestion,
): SubscriptionVerdict | PromiseLike<SubscriptionVerdict> {
  const policy = policies[index];
  if (policy === undefined) return question.watch || question.ids;
  const goOn = (verdict: SubscriptionVerdict) => {
    if (verdict === true) return ask(policies, index + 1, question);
    if (!Array.isArray(verdict) || question.watch) return verdict;
    const allowed = new Set(verdict.map(String));
    const ids = question.ids.filter((id) => allowed.has(String(id)));
    return ids.length === 0 ? false : ask(policies, index + 1, { ...question, ids });
  };
  const verdict = policy(question);
  return typeof verdict === 'object' && 'then' in verdict ? verdict.then(goOn) : goOn(verdict);
}
