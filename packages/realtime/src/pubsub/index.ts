/** Resourceful pub-sub: subscriptions to records and models, and what is told to subscribers. @module */
export type { Deferral } from './outbox.ts';
export type {
  AnyRecord,
  PublishableAttribute,
  PublishableModel,
  PublishHooks,
  RecordId,
  SubscriptionContext,
  SubscriptionContexts,
} from './publishable-model.ts';
export { createPubSub, type PubSub, type PubSubLife, type PubSubOptions } from './pubsub.ts';
export type {
  IdOf,
  Omitted,
  PartOf,
  PublishCreateOptions,
  PublishDestroyOptions,
  PublishMemberOptions,
  PublishUpdateOptions,
  PubSubMethods,
  RecordOrId,
} from './pubsub-methods.ts';
export { askAgainEvent } from './rights/ask-again.ts';
export { isRefusal } from './rights/refusal.ts';
export type {
  SubscriptionPolicy,
  SubscriptionQuestion,
  SubscriptionRights,
  SubscriptionVerdict,
} from './rights/subscription-policy.ts';
export type { PubSubLog } from './subscribing.ts';
