import { EventEmitter } from 'node:events';
import type { Namespace } from 'socket.io';
import {
  Adapter,
  ClusterAdapterWithHeartbeat,
  type ClusterMessage,
  type ClusterResponse,
} from 'socket.io-adapter';
import { describe, expect, test } from 'vitest';
import { createParty, next } from '../../test/party.ts';

/** An adapter whose servers live in one process. */
class HubAdapter extends ClusterAdapterWithHeartbeat {
  readonly #hub: EventEmitter;

  constructor(namespace: Namespace, hub: EventEmitter) {
    super(namespace, {});
    this.#hub = hub;
    hub.on('message', this.#hear);
  }

  readonly #hear = (message: ClusterMessage) => this.onMessage(message);

  override async doPublish(message: ClusterMessage): Promise<string> {
    setImmediate(() => this.#hub.emit('message', message));
    return '';
  }

  override async doPublishResponse(_requester: string, response: ClusterResponse): Promise<void> {
    setImmediate(() => this.#hub.emit('message', response));
  }

  override close(): void {
    super.close();
    this.#hub.off('message', this.#hear);
  }
}

describe("an adapter of the app's own", () => {
  test('should carry broadcasts, membership and admin messages between servers', async () => {
    const hub = new EventEmitter();
    const adapter = (namespace: Namespace) => new HubAdapter(namespace, hub);
    await using first = await createParty({ adapter });
    await using second = await createParty({ adapter });
    const client = await second.join();
    const id = client.id as string;
    await first.app.sockets.join(id, 'fun');
    expect(second.app.sockets.subscribers('fun')).toEqual([id]);
    expect(await first.app.sockets.members('fun')).toEqual([id]);
    const hello = next(client, 'hello');
    first.app.sockets.broadcast('fun', 'hello', { n: 1 });
    expect(await hello).toEqual({ n: 1 });
    client.on('ready?', (_data, answer) => answer(true));
    const { answers } = await first.app.sockets.broadcastWithAck('fun', 'ready?', {});
    expect([...answers]).toEqual([[id, true]]);
    const here = new Promise((resolve) => first.app.cluster.onAdminMessage(resolve));
    const there = new Promise((resolve) => second.app.cluster.onAdminMessage(resolve));
    await second.app.cluster.blastAdminMessage('drop', 1);
    expect(await Promise.all([here, there])).toEqual(Array(2).fill({ event: 'drop', payload: 1 }));
  });

  test('should be a class as well, and stand alone when it connects no servers', async () => {
    class OwnAdapter extends Adapter {}
    await using party = await createParty({ adapter: OwnAdapter });
    const client = await party.join();
    expect(party.app.io.of('/').adapter).toBeInstanceOf(OwnAdapter);
    await party.app.sockets.join(client.id as string, 'fun');
    expect(await party.app.sockets.members('fun')).toEqual([client.id]);
    expect(party.app.cluster.servers()).toEqual([]);
  });
});
