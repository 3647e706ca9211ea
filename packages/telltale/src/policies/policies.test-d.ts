/** What the types of policies promise; checked by the compiler, never run. @module */
import {
  defineConfig,
  definePolicy,
  defineSubscriptionPolicy,
  type Next,
  type PoliciesConfig,
  type Policy,
  type Request,
  type Response,
  type Session,
  type SubscriptionPolicy,
} from 'telltale';
import { expectTypeOf } from 'vitest';

// A policy knows its arguments, be it classic or async.
const classic = definePolicy((req, res, proceed) => {
  expectTypeOf(req).toEqualTypeOf<Request>();
  expectTypeOf(res).toEqualTypeOf<Response>();
  expectTypeOf(proceed).toEqualTypeOf<Next>();
  return req.isSocket ? proceed() : res.forbidden();
});
expectTypeOf(classic).toEqualTypeOf<Policy>();
definePolicy(async (_req, _res, proceed) => proceed(new Error('no')));

// So does a function among the rules, at any depth.
defineConfig({
  policies: {
    '*': 'isLoggedIn',
    'user/*': [
      'isLoggedIn',
      (req, _res, proceed) => {
        expectTypeOf(req).toEqualTypeOf<Request>();
        return proceed();
      },
    ],
    'user/find': true,
    UserController: {
      find: false,
      '*': (req, res) => {
        expectTypeOf(req).toEqualTypeOf<Request>();
        return res.forbidden();
      },
    },
    admin: {
      UserController: {
        destroy: (_req, res) => {
          expectTypeOf(res).toEqualTypeOf<Response>();
          return res.ok();
        },
      },
    },
    moduleDefinitions: { isLoggedIn: (_req, _res, proceed) => proceed() },
  },
});
expectTypeOf<PoliciesConfig['user/find']>().not.toBeAny();

// @ts-expect-error a policy is a function
definePolicy('isLoggedIn');
// @ts-expect-error a rule is no number
defineConfig({ policies: { '*': 7 } });
// @ts-expect-error nor does a list hold one
defineConfig({ policies: { '*': ['isLoggedIn', 7] } });
// @ts-expect-error there is no such method
definePolicy((_req, res) => res.forbid());

// A subscription policy knows its question, in a file as among the rules.
const member = defineSubscriptionPolicy(({ model, ids, watch, session, request, again, socket }) => {
  expectTypeOf(model).toEqualTypeOf<string>();
  expectTypeOf(ids).toEqualTypeOf<readonly (string | number)[]>();
  expectTypeOf(watch).toEqualTypeOf<boolean>();
  expectTypeOf(session).toEqualTypeOf<Session | undefined>();
  expectTypeOf(request).toEqualTypeOf<Request | undefined>();
  expectTypeOf(socket.id).toEqualTypeOf<string>();
  return again || ids.slice(1);
});
expectTypeOf(member).toEqualTypeOf<SubscriptionPolicy>();
defineSubscriptionPolicy(async ({ ids }) => ids);
defineConfig({
  subscriptions: {
    '*': 'isLoggedIn',
    user: true,
    pet: ['isMember', ({ session }) => session?.user !== undefined, member],
    note: async ({ ids, watch }) => (watch ? false : ids),
  },
});

// @ts-expect-error it answers with true, false or keys
defineSubscriptionPolicy(() => 'yes');
// @ts-expect-error it is asked a question, and not handed a request
defineSubscriptionPolicy((req: Request) => req.isSocket);
// @ts-expect-error a policy of actions is none of subscriptions
defineConfig({ subscriptions: { user: classic } });
// @ts-expect-error nor is a policy of subscriptions one of actions
defineConfig({ policies: { '*': member } });
