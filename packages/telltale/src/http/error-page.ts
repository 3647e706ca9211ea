/** The page that a browser shows when a request failed and the app has no view for it. @module */
import { escapeHtml } from './escape-html.ts';
import { statusText } from './response-body.ts';

/**
 * A small page.
 *
 * @param details what went wrong; absent in production
 */
export function errorPage(status: number, details?: string): string {
  const title = `${status} ${statusText(status)}`;
  const shown = details === undefined ? '' : `\n<pre>${escapeHtml(details)}</pre>`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;margin:10vh auto;max-width:50rem;padding:0 1rem}pre{background:#f3f3f3;overflow:auto;padding:1rem}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>${shown}
</body>
</html>
`;
}
