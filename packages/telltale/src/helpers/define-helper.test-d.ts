/** What `defineHelper` infers. Checked by the compiler alone. @module */
import { type AppHelpers, defineHelper, type HelperCall, type HelpersOf } from 'telltale';
import { expectTypeOf } from 'vitest';

const send = defineHelper({
  inputs: {
    to: { type: 'string', required: true },
    kind: { type: 'string', isIn: ['short', 'long'] },
    copies: { type: 'number', defaultsTo: 1 },
  },
  args: ['to', 'copies'],
  exits: { bounced: {} },
  async fn(inputs, exits) {
    expectTypeOf(inputs.to).toEqualTypeOf<string>();
    expectTypeOf(inputs.kind).toEqualTypeOf<'short' | 'long' | undefined>();
    expectTypeOf(inputs.copies).toEqualTypeOf<number>();
    expectTypeOf(exits).toHaveProperty('bounced');
    // @ts-expect-error: no input of this name
    inputs.other;
    // @ts-expect-error: no exit of this name
    exits.other();
    return { id: inputs.to.length };
  },
});

expectTypeOf(send('a@b.c')).toEqualTypeOf<HelperCall<{ id: number }>>();
send('a@b.c', 2);
send('a@b.c').intercept('bounced', 'lost');
expectTypeOf(send('a@b.c').tolerate('bounced')).toEqualTypeOf<HelperCall<{ id: number } | undefined>>();
expectTypeOf(send('a@b.c').tolerate('bounced', async () => 0)).toEqualTypeOf<
  HelperCall<{ id: number } | number>
>();
send.with({ to: 'a@b.c', kind: 'short' });
// @ts-expect-error: a value is missing
send();
// @ts-expect-error: not the order that args says
send('a@b.c', 'short');
// @ts-expect-error: a value is missing
send.with({ kind: 'short' });
// @ts-expect-error: not one of the choices
send.with({ to: 'a@b.c', kind: 'middle' });
// @ts-expect-error: no input of this name
send.with({ to: 'a@b.c', copy: 1 });

const halve = defineHelper({
  sync: true,
  inputs: { number: { type: 'number', required: true } },
  fn: ({ number }) => number / 2,
});
expectTypeOf(halve(8)).toEqualTypeOf<number>();
// @ts-expect-error: a text is no number
halve('8');

// The compiler knows no order of several inputs, but which values there may be.
const add = defineHelper({
  sync: true,
  inputs: { a: { type: 'number', required: true }, b: { type: 'number', required: true } },
  fn: ({ a, b }) => a + b,
});
add(1, 2);
// @ts-expect-error: no input is a text
add('1', '2');

const without = defineHelper({ fn: async () => 'done' });
expectTypeOf(without()).toEqualTypeOf<HelperCall<string>>();
// @ts-expect-error: it has no inputs
without(1);

const throughExits = defineHelper({
  inputs: {},
  fn(_inputs, exits) {
    exits.success(1);
  },
});
expectTypeOf(throughExits()).toEqualTypeOf<HelperCall<unknown>>();

expectTypeOf<HelpersOf<{ mail: { send: typeof send } }>['mail']['send']>().toEqualTypeOf<typeof send>();
const any = {} as AppHelpers;
expectTypeOf(any.mail?.send?.('x', 1)).toEqualTypeOf<HelperCall<unknown> | undefined>();
any.mail?.send?.with({ to: 'x' });

// @ts-expect-error: no such type
defineHelper({ inputs: { x: { type: 'integer' } }, fn() {} });
// @ts-expect-error: a helper has a function
defineHelper({ inputs: {} });
