/** The same random request, by HTTP and by socket, gets the same answer. @module */
import fc from 'fast-check';
import type { Request, Response } from 'telltale';
import { expect, test } from 'vitest';
import { type Answer, lift } from '../../test/transports.ts';

/** What the app does with the next request. */
type Plan =
  | { does: 'echo' }
  | { does: 'json' | 'send' | 'ok' | 'badRequest' | 'serverError'; status: number; value: unknown }
  | { does: 'write'; status: number; pieces: string[] }
  | { does: 'bytes'; status: number; text: string }
  | { does: 'redirect'; status: number; place: string }
  | { does: 'throw'; status: number; message: string }
  | { does: 'headers'; headers: Record<string, string> }
  | { does: 'sendStatus'; status: number };

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const name = word.filter((text) => text !== '__proto__' && text !== '.' && text !== '..');
const json = fc.jsonValue({ maxDepth: 4 }).filter((value) => !JSON.stringify(value).includes('__proto__'));
const status = fc.constantFrom(200, 201, 202, 204, 304, 400, 404, 409, 418, 500, 503);
const visible = fc.stringMatching(/^[\x21-\x7e]{1,20}$/);

const plans: fc.Arbitrary<Plan> = fc.oneof(
  fc.constant<Plan>({ does: 'echo' }),
  fc.record({
    does: fc.constantFrom('json', 'send', 'ok', 'badRequest', 'serverError'),
    status,
    value: fc.option(json, { nil: undefined }),
  }),
  fc.record({
    does: fc.constant('write'),
    status,
    pieces: fc.array(fc.string(), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ does: fc.constant('bytes'), status, text: fc.string({ unit: 'grapheme' }) }),
  fc.record({ does: fc.constant('redirect'), status: fc.constantFrom(301, 302, 303, 307, 308), place: word }),
  fc.record({ does: fc.constant('throw'), status: fc.integer({ min: 399, max: 600 }), message: fc.string() }),
  fc.record({
    does: fc.constant('headers'),
    headers: fc.dictionary(fc.stringMatching(/^x-[a-z]{1,8}$/), visible, { maxKeys: 4 }),
  }),
  fc.record({ does: fc.constant('sendStatus'), status }),
) as fc.Arbitrary<Plan>;

const requests = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
  id: name,
  query: fc.dictionary(name, fc.string({ unit: 'grapheme', maxLength: 8 }), { maxKeys: 4 }),
  data: fc.oneof(fc.dictionary(name, json, { maxKeys: 5 }), fc.array(json, { maxLength: 5 })),
  headers: fc.dictionary(fc.stringMatching(/^x-[a-z]{1,8}$/), visible, { maxKeys: 3 }),
});

test('should give the same status, body and headers, whatever is asked and whatever the app does', async () => {
  let plan: Plan = { does: 'echo' };
  await using lifted = await lift({
    // Its headers are for pages, and so HTTP's alone.
    security: { helmet: false },
    environment: 'production',
    routes: { '/x/:id': { fn: (req, res) => carryOut(plan, req, res), skipAssets: false } },
  });
  const [http, socket] = [lifted.via('http'), lifted.via('socket')];
  await fc.assert(
    fc.asyncProperty(requests, plans, async ({ method, id, query, data, headers }, planned) => {
      plan = planned;
      const search = new URLSearchParams(query).toString();
      const address = `${method} /x/${encodeURIComponent(id)}${search && `?${search}`}`;
      const given = { headers, ...(!/^(GET|DELETE)$/.test(method) && { data }) };
      expect(common(await socket(address, given))).toEqual(common(await http(address, given)));
    }),
    { numRuns: 400 },
  );
});

function carryOut(plan: Plan, req: Request, res: Response): unknown {
  switch (plan.does) {
    case 'echo': {
      const { method, path, url, query, body, params } = req;
      const own = Object.fromEntries(
        Object.entries(req.headers).filter(([header]) => header.startsWith('x-')),
      );
      return res.json({ method, path, url, query, body, params, all: req.allParams(), headers: own });
    }
    case 'json':
    case 'send':
      return res.status(plan.status)[plan.does](plan.value);
    case 'ok':
    case 'badRequest':
    case 'serverError':
      return res[plan.does](plan.value);
    case 'write':
      res.status(plan.status).type('text/plain');
      for (const piece of plan.pieces) res.write(piece);
      return res.end();
    case 'bytes':
      return res.status(plan.status).type('text/plain').send(Buffer.from(plan.text));
    case 'redirect':
      return res.redirect(plan.status, plan.place);
    case 'throw':
      throw Object.assign(new Error(plan.message), { statusCode: plan.status });
    case 'headers':
      return res.set(plan.headers).json(null);
    case 'sendStatus':
      return res.sendStatus(plan.status);
  }
}

/** Headers that describe the connection or the bytes, and so are HTTP's alone. */
const ofHttp = ['connection', 'keep-alive', 'date', 'content-length', 'transfer-encoding'];
/** Types that a body over a socket has without saying so. */
const implied = ['application/json; charset=utf-8', 'text/plain; charset=utf-8'];

function common({ status, body, headers }: Answer): unknown {
  const rest = Object.entries(headers).filter(
    ([header, value]) =>
      !ofHttp.includes(header) && !(header === 'content-type' && implied.includes(String(value))),
  );
  return { status, body, headers: Object.fromEntries(rest) };
}
