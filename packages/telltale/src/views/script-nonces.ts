/** Marks the script elements of a template as its own, so that a browser runs them and none that a value brings in. @module */

/** What EJS runs: between its delimiters a `<script` is no element of the template. */
const code = /<%[\s\S]*?%>/g;

const element = /<script(?=[\s>])(?![^>]*\snonce=)/gi;

/** Without quotes, so that it also stands in a text within a script. */
const mark = "<script<%- cspNonce && ' nonce=' + cspNonce %>";

/**
 * Puts the view's nonce on each script element that stands in a template.
 *
 * @param source of an EJS template
 *
 * @example
 * withNonces('<script src="/app.js"></script>'); // <script nonce=… src="/app.js"></script>, once it is rendered
 */
export function withNonces(source: string): string {
  if (!/<script/i.test(source)) return source;
  let marked = '';
  let end = 0;
  for (const { 0: text, index } of source.matchAll(code)) {
    marked += source.slice(end, index).replace(element, mark) + text;
    end = index + text.length;
  }
  return marked + source.slice(end).replace(element, mark);
}
