/** Sends texts to channels of Redis and listens to them, through clients of either library. @module */
import type { RedisClient } from './redis-client.ts';

export interface Wire {
  /** @returns how many listen to the channel, as far as the client says */
  publish(channel: string, text: string): Promise<number>;
  /** @returns ends the subscription */
  subscribe(channel: string, listener: (text: string) => void): Promise<() => Promise<void>>;
}

/** A subscribing client, with what each library has. */
interface Subscriber {
  subscribe(channel: string, listener?: (text: string) => void): Promise<unknown>;
  unsubscribe(channel: string, listener?: (text: string) => void): Promise<unknown>;
  on(event: 'message', listener: (channel: string, text: string) => void): unknown;
  off(event: 'message', listener: (channel: string, text: string) => void): unknown;
}

export function createWire(pub: RedisClient, sub: RedisClient): Wire {
  const subscriber = sub as unknown as Subscriber;
  // Clients of `redis` take the listener with the subscription; those of `ioredis` tell of every channel in one event.
  const takesListeners = 'pSubscribe' in sub;
  return {
    async publish(channel, text) {
      const listeners: unknown = await pub.publish(channel, text);
      return typeof listeners === 'number' ? listeners : 1;
    },
    async subscribe(channel, listener) {
      if (takesListeners) {
        await subscriber.subscribe(channel, listener);
        return async () => void (await subscriber.unsubscribe(channel, listener));
      }
      const heard = (from: string, text: string) => {
        if (from === channel) listener(text);
      };
      subscriber.on('message', heard);
      await subscriber.subscribe(channel);
      return async () => {
        subscriber.off('message', heard);
        await subscriber.unsubscribe(channel);
      };
    },
  };
}
