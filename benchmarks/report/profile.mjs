/** Reads a CPU profile: which functions had the time. @module */
import { readFileSync } from 'node:fs';

/** The functions with the most time of their own, in percent of the time that was not idle. */
export function summarizeProfile(file, most = 25) {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8'));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const own = new Map();
  let total = 0;
  for (const [index, id] of samples.entries()) {
    const { functionName, url, lineNumber } = byId.get(id).callFrame;
    if (functionName === '(idle)') continue;
    const place = url ? ` ${url.split('/').slice(-3).join('/')}:${lineNumber + 1}` : '';
    const name = `${functionName || '(anonymous)'}${place}`;
    own.set(name, (own.get(name) ?? 0) + timeDeltas[index]);
    total += timeDeltas[index];
  }
  const lines = [...own]
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([name, time]) => `${((time / total) * 100).toFixed(1).padStart(6)} %  ${name}`);
  return [file, ...lines].join('\n');
}
