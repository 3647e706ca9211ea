/** Whether rooms were told anything since a position of the notification log. @module */
import type { PubSub } from '@telltale/realtime';

type Position = NonNullable<PubSub['position']>;

/** Says whether any of the rooms was told something after `position`, or can't be known to have been told nothing. */
export async function wasToldSince(
  { log }: Pick<PubSub, 'log'>,
  position: Position,
  rooms: ReadonlySet<string>,
): Promise<boolean> {
  if (log.position.epoch === position.epoch && log.position.offset === position.offset) return false;
  const since = await log.read(position);
  if (since === 'gone') return true;
  for await (const notification of since) {
    if (notification.rooms.some((room) => rooms.has(room))) return true;
  }
  return false;
}
