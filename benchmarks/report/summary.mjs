/** From the figures of the rounds to one line per peer: medians, ratios to the baseline, verdicts. @module */
import { ours, peers } from '../peers.mjs';

/** Summarises the rounds of one scenario: `{ scenario, rows }`, a row for each peer. */
export function summarize(scenario, rounds) {
  const valuesOf = (id) => rounds[id]?.map(({ cost, operations }) => cost / operations);
  const baseline = valuesOf(scenario.baseline);
  const rows = Object.entries(rounds).map(([id, figures]) => {
    const { title } = peers[id];
    const error = figures.find((figure) => figure.error)?.error;
    if (error) return { id, title, error };
    const row = { id, title, ...spread(valuesOf(id)), perSecond: rate(figures) };
    // A baseline that failed gives no ratios.
    const ratios = baseline && spread(valuesOf(id).map((value, round) => value / baseline[round]));
    if (!Number.isFinite(ratios?.value)) return row;
    const isJudged = scenario.budget && ours.includes(id);
    return {
      ...row,
      ratio: ratios,
      ...(isJudged && { verdict: ratios.value <= scenario.budget ? 'pass' : 'miss' }),
    };
  });
  return { scenario, rows };
}

function spread(values) {
  return { value: median(values), lowest: Math.min(...values), highest: Math.max(...values) };
}

function rate(figures) {
  const rates = figures.filter(({ seconds }) => seconds > 0).map((each) => each.operations / each.seconds);
  return rates.length > 0 ? median(rates) : undefined;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
