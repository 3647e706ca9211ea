/** Which program listens on a port. @module */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { promisify } from 'node:util';

/**
 * Names the program that listens on a port, and how to end it; `undefined` when it is not known, as for those of other
 * users.
 */
export async function holderOf(port: number): Promise<string | undefined> {
  const pid = process.platform === 'linux' ? fromProc(port) : await fromLsof(port);
  if (pid === undefined) return undefined;
  const name = nameOf(pid);
  return `Port ${port} belongs to process ${pid}${name ? ` (${name})` : ''}. To end it: kill ${pid}`;
}

/** Linux lists listening sockets with their inodes, and each process's descriptors with theirs. */
function fromProc(port: number): number | undefined {
  const inodes = new Set<string>();
  const hexadecimal = port.toString(16).toUpperCase().padStart(4, '0');
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const row of read(table).split('\n')) {
      const [, local, , state, , , , , , inode] = row.trim().split(/\s+/);
      if (state === '0A' && local?.endsWith(`:${hexadecimal}`) && inode) inodes.add(`socket:[${inode}]`);
    }
  }
  if (inodes.size === 0) return undefined;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const holder = pids.find((pid) => descriptorsOf(pid).some((target) => inodes.has(target)));
  return holder === undefined ? undefined : Number(holder);
}

function descriptorsOf(pid: string): string[] {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).map((name) => link(`${folder}/${name}`));
  } catch {
    // Of another user, or gone.
    return [];
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

async function fromLsof(port: number): Promise<number | undefined> {
  try {
    const { stdout } = await promisify(execFile)('lsof', ['-ti', `tcp:${port}`, '-sTCP:LISTEN']);
    return Number(stdout.split('\n', 1)[0]) || undefined;
  } catch {
    return undefined;
  }
}

function nameOf(pid: number): string {
  return read(`/proc/${pid}/comm`).trim();
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
