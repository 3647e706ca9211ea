/** From the figures of the rounds to one line per peer: medians, ratios to the baseline, verdicts. @module */
import { ours, peers } from '../peers.mjs';

/** Summarises the rounds of one scenario: `{ scenario, rows }`, a row for each peer. */
export function summarize(scenario, rounds) {
  const rows = Object.entries(rounds).map(([id, figures]) => row(id, figures));
  const baseline = rows.find(({ id }) => id === scenario.baseline)?.value;
  for (const each of rows) {
    if (each.error || !baseline) continue;
    each.ratio = each.value / baseline;
    if (scenario.budget && ours.includes(each.id))
      each.verdict = each.ratio <= scenario.budget ? 'pass' : 'miss';
  }
  return { scenario, rows };
}

function row(id, figures) {
  const { title } = peers[id];
  const error = figures.find((figure) => figure.error)?.error;
  if (error) return { id, title, error };
  const values = figures.map(({ value }) => value);
  const rates = figures.map(({ perSecond }) => perSecond).filter(Boolean);
  return {
    id,
    title,
    value: median(values),
    lowest: Math.min(...values),
    highest: Math.max(...values),
    perSecond: rates.length > 0 ? median(rates) : undefined,
  };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
