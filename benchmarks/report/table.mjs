/** One scenario's figures as cells, and as a table for the terminal. @module */

const headings = ['', 'median', 'lowest – highest', 'ratio', 'in the rounds', 'budget', '', 'per second'];

/** The cells of a summary: headings, then one line per peer. */
export function cells({ scenario, rows }) {
  return [headings, ...rows.map((row) => line(scenario, row))];
}

/** A summary as text, with aligned columns. */
export function terminalTable(summary) {
  const lines = cells(summary);
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const { title, unit, per } = summary.scenario;
  const body = lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join('  '),
  );
  const errors = summary.rows.filter((row) => row.error).map((row) => `  ${row.title}: ${row.error}`);
  return [`\n${title} (${unit} per ${per})`, ...body.map((text) => `  ${text}`), ...errors].join('\n');
}

/** A ratio with two digits that say something. */
export function ratio(value) {
  return value.toFixed(value < 0.2 ? 3 : 2);
}

/** A figure with about three digits. */
export function figure(value) {
  return value >= 100
    ? value.toFixed(0)
    : value >= 10
      ? value.toFixed(1)
      : value >= 1
        ? value.toFixed(2)
        : value.toFixed(3);
}

function line(scenario, row) {
  if (row.error) return [row.title, 'failed', '', '', '', '', '', ''];
  return [
    row.title,
    figure(row.value),
    `${figure(row.lowest)} – ${figure(row.highest)}`,
    row.ratio ? ratio(row.ratio.value) : '',
    row.ratio ? `${ratio(row.ratio.lowest)} – ${ratio(row.ratio.highest)}` : '',
    row.verdict ? `≤ ${ratio(scenario.budget)}` : '',
    row.verdict === 'miss' ? 'MISS' : (row.verdict ?? ''),
    row.perSecond ? Math.round(row.perSecond).toLocaleString('en') : '',
  ];
}
