/** The way by which a call on rooms reaches the sockets of other servers. @module */
import type { CloseNotice } from '@telltale/protocol';

/** What one server asks the others to do with their own sockets. */
export type MembershipCommand =
  | { event: 'join' | 'leave'; payload: { socketId: string; destRooms: string[] } }
  | { event: 'join' | 'leave'; payload: { sourceRoom: string; destRooms: string[] } }
  | {
      event: 'leaveAll';
      payload: { sourceRoom: string; includeSocketRooms: boolean; includeSourceRoom: boolean };
    }
  | { event: 'disconnect'; payload: { socketId: string; notice: CloseNotice } };

/** The other servers. */
export interface MembershipBus {
  /**
   * Has every other server carry out `command`.
   *
   * @returns resolves when all of them have
   * @throws `E_SERVERS_SILENT` naming those that did not
   */
  command(command: MembershipCommand): Promise<void>;
  /**
   * The ids of the room's members on the other servers.
   *
   * @throws `E_SERVERS_SILENT` naming the servers that did not answer
   */
  members(room: string): Promise<string[]>;
}
