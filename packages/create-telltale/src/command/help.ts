/** What `create-telltale` says of itself. @module */
import { newAppOptions } from './options.ts';

/** The text for `--help`. */
export function help(): string {
  const rows = Object.entries(newAppOptions).map(([name, option]) => {
    const short = 'short' in option ? `-${option.short}, ` : '    ';
    const value = 'value' in option ? ` ${option.value}` : '';
    return [`${short}--${name}${value}`, option.about] as const;
  });
  const all = [...rows, ['-h, --help', 'shows this'], ['-v, --version', 'prints the version']] as const;
  const width = Math.max(...all.map(([left]) => left.length)) + 3;
  return `npm create telltale@latest [folder] -- [options]

Makes a new Telltale app. On a terminal it asks for what is left open.

${all.map(([left, about]) => `  ${left.padEnd(width)}${about}`).join('\n')}`;
}
