/** The unit in docs/deploying.md, as systemd reads it. @module */
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const isMissing = spawnSync('systemd-analyze', ['--version']).status !== 0;

test.skipIf(isMissing)(
  'the unit in docs/deploying.md should be one that systemd accepts (skipped where there is no systemd-analyze)',
  async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/deploying.md'), 'utf8');
    const [, unit = ''] =
      /```ini\n# \/etc\/systemd\/system\/my-app@\.service\n([\s\S]*?)```/.exec(page) ?? [];
    const folder = await mkdtemp(join(tmpdir(), 'telltale-unit-'));
    try {
      const command = join(folder, 'node_modules/.bin/telltale');
      await mkdir(join(folder, 'node_modules/.bin'), { recursive: true });
      await writeFile(command, '#!/bin/sh\n');
      await chmod(command, 0o755);
      const verify = async (text: string): Promise<string> => {
        const file = join(folder, 'my-app@.service');
        await writeFile(file, text.replaceAll('/srv/my-app', folder));
        const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', file], {
          encoding: 'utf8',
        });
        // Of other units of the machine it may complain too.
        const own = stderr.split('\n').filter((line) => line.includes('my-app') || line.includes(folder));
        return `${own.join('\n')}${status === 0 || own.length > 0 ? '' : stderr}`;
      };
      expect(await verify(unit)).toBe('');
      // It would tell.
      expect(await verify(unit.replace('Restart=always', 'Restart=alway'))).toContain('alway');
      expect(await verify(unit.replace('.bin/telltale', '.bin/tattle'))).toContain('tattle');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);
