/** Puts the app's subscription policies before the rooms of its models. @module */
import type { SubscriptionRights, SubscriptionPolicy as WirePolicy } from '@telltale/realtime';
import type { AppContext } from '../app/app-context.ts';
import { errors } from '../errors.ts';
import type { Request, Session } from '../http/request.ts';
import type { Socket } from '../sessions/session-sockets.ts';
import { sessionsOf } from '../sessions/sessions.ts';
import type { PolicyFiles } from './policy-files.ts';
import { rulesPlace } from './rules-place.ts';
import type { SubscriptionPolicy } from './subscription-policy.ts';
import { readSubscriptionRules } from './subscription-rules.ts';

/** What is needed of the app. */
export interface SubscriptionRightsOptions {
  app: AppContext;
  files: PolicyFiles;
  /** Identities of the models, if there are models. */
  models: readonly string[] | undefined;
}

/**
 * Reads `config.subscriptions`, for the realtime plugin.
 *
 * @throws E_INVALID_POLICY_CONFIG
 */
export async function subscriptionRights({
  app,
  files,
  models,
}: SubscriptionRightsOptions): Promise<SubscriptionRights> {
  const { subscriptions, sockets } = app.config;
  if (subscriptions === undefined || !app.isOn('policies')) return {};
  const prepare = (policy: SubscriptionPolicy): WirePolicy => {
    return (question) => {
      const request = question.request as Request | undefined;
      const ask = (session: Session | undefined) => app.run(() => policy({ ...question, request, session }));
      return request === undefined ? sessionOf(app, question.socket).then(ask) : ask(request.session);
    };
  };
  const place = await rulesPlace(app.config, ['subscriptions', 'policies']);
  const maySubscribe = readSubscriptionRules(subscriptions, { files, models, prepare, place });
  if (maySubscribe === undefined) return {};
  if (sockets?.pubsub?.maySubscribe !== undefined) {
    throw errors.E_INVALID_POLICY_CONFIG(
      'subscriptions',
      place,
      'and sockets.pubsub.maySubscribe say who may be subscribed. Keep one of them',
    );
  }
  return { maySubscribe };
}

/** Finds the session of a socket as it is now, without a request. */
async function sessionOf(app: AppContext, socket: Socket): Promise<Session | undefined> {
  const load = app.config.sockets?.loadSession ?? sessionsOf(app)?.loadOf;
  const loaded = await load?.(socket);
  return loaded?.session as Session | undefined;
}
