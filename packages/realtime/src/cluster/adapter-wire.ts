/** The wire of an app's own adapter: what connects servers for events carries the admin bus too. @module */
import type { Namespace } from 'socket.io';
import { Adapter } from 'socket.io-adapter';
import type { Wire } from './wire.ts';

/** The name under which servers talk through the adapter. */
const wireEvent = 'telltale:wire';

type Listener = (channel: string, text: string) => void;

/** What is used of a namespace: calls between servers, which have no types of their own here. */
interface ServerSide {
  on(event: string, listener: Listener): void;
  off(event: string, listener: Listener): void;
  serverSideEmit(event: string, channel: string, text: string): boolean;
}

/** Whether the namespace's adapter can carry messages between servers. */
export function connectsServers({ adapter }: Namespace): boolean {
  return adapter.serverSideEmit !== Adapter.prototype.serverSideEmit;
}

/** @param namespace with an adapter that {@link connectsServers} */
export function createAdapterWire(namespace: Namespace): Wire {
  const servers = namespace as unknown as ServerSide;
  const here = new Set<Listener>();
  return {
    async publish(channel, text) {
      servers.serverSideEmit(wireEvent, channel, text);
      // Other servers only hear an adapter; a channel is heard by its sender as well.
      for (const listener of here) setImmediate(listener, channel, text);
      return namespace.adapter.serverCount();
    },
    async subscribe(channel, listener) {
      const heard: Listener = (from, text) => {
        if (from === channel) listener(text);
      };
      servers.on(wireEvent, heard);
      here.add(heard);
      return async () => {
        servers.off(wireEvent, heard);
        here.delete(heard);
      };
    },
  };
}
