/** What `defineAction` and `defineController` infer. Checked by the compiler alone. @module */

import { defineAction, defineController, type Request, type Response } from 'telltale';
import { expectTypeOf } from 'vitest';

defineAction({
  inputs: {
    id: { type: 'number', required: true },
    name: { type: 'string' },
    page: { type: 'number', defaultsTo: 1 },
    size: { type: 'string', isIn: ['small', 'large'], required: true },
    note: { type: 'string', allowNull: true, required: true },
    tags: { type: ['string'], required: true },
    list: { type: [], required: true },
    any: { type: 'json', required: true },
    open: { type: {}, required: true },
    place: { type: { lat: 'number', name: 'string' }, required: true },
  },
  exits: { taken: { statusCode: 409 }, missing: { responseType: 'notFound' } },
  async fn(inputs, exits) {
    expectTypeOf(inputs.id).toEqualTypeOf<number>();
    expectTypeOf(inputs.name).toEqualTypeOf<string | undefined>();
    expectTypeOf(inputs.page).toEqualTypeOf<number>();
    expectTypeOf(inputs.size).toEqualTypeOf<'small' | 'large'>();
    expectTypeOf(inputs.note).toEqualTypeOf<string | null>();
    expectTypeOf(inputs.tags).toEqualTypeOf<string[]>();
    expectTypeOf(inputs.list).toEqualTypeOf<unknown[]>();
    expectTypeOf(inputs.any).toEqualTypeOf<unknown>();
    expectTypeOf(inputs.open).toEqualTypeOf<Record<string, unknown>>();
    expectTypeOf(inputs.place).toEqualTypeOf<{ lat: number; name: string }>();
    expectTypeOf(exits).toHaveProperty('taken');
    expectTypeOf(exits).toHaveProperty('success');
    expectTypeOf(exits).toHaveProperty('error');
    expectTypeOf(this.req).toEqualTypeOf<Request>();
    expectTypeOf(this.res).toEqualTypeOf<Response>();
    // @ts-expect-error: no input of this name
    inputs.other;
    // @ts-expect-error: no exit of this name
    exits.other();
  },
});

// An action without inputs gets none.
defineAction({
  fn(inputs) {
    // @ts-expect-error: nothing was named
    inputs.anything;
  },
});

// @ts-expect-error: no such type
defineAction({ inputs: { x: { type: 'integer' } }, fn() {} });

// @ts-expect-error: an action has a function
defineAction({ inputs: {} });

const controller = defineController({
  _config: { actions: false },
  hello(req, res) {
    expectTypeOf(req).toEqualTypeOf<Request>();
    expectTypeOf(res).toEqualTypeOf<Response>();
    return res.ok();
  },
  rename: defineAction({
    inputs: { name: { type: 'string', required: true } },
    fn: async ({ name }) => name,
  }),
});
expectTypeOf(controller.hello).toBeFunction();

// @ts-expect-error: an action is a function, or an object with one
defineController({ hello: 'hi' });
