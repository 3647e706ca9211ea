/** When the page's own socket begins to connect. @module */

/** Milliseconds to wait for a page that is still being parsed: a script that hangs must not keep the socket away. */
const longestWait = 1_000;

/**
 * Decides once the page's scripts have had their say: in the next tick or, while the page is still being parsed, when
 * that is done.
 *
 * The tick alone was right when browsers ran a script tag and the inline script after it in one task. They now run a
 * timer in between, so that settings made in that inline script came too late.
 *
 * @param isWanted asked in the next tick, and again before connecting
 * @param decide called once with the last answer
 * @returns stops waiting; `decide` is then not called
 */
export function decideSoon(isWanted: () => boolean, decide: (connects: boolean) => void): () => void {
  let stop: () => void;
  const tick = setTimeout(() => {
    const isParsing = typeof document !== 'undefined' && document.readyState === 'loading';
    if (isParsing && isWanted()) stop = whenParsed(() => decide(isWanted()));
    else decide(isWanted());
  }, 0);
  stop = () => clearTimeout(tick);
  return () => stop();
}

function whenParsed(callback: () => void): () => void {
  const finish = () => {
    stop();
    callback();
  };
  const stop = () => {
    clearTimeout(timer);
    document.removeEventListener('DOMContentLoaded', finish);
  };
  const timer = setTimeout(finish, longestWait);
  document.addEventListener('DOMContentLoaded', finish);
  return stop;
}
