/** How an app tells the compiler of its own responses and session. Checked by the compiler alone. @module */

import type { CustomResponse, Request, Response, ResponseContext } from 'telltale';
import { expectTypeOf } from 'vitest';

// Seen by every file of this program, hence the odd names.
declare module 'telltale' {
  interface Response {
    typeTestTeapot(strength: number): Response;
  }
  interface Session {
    typeTestUser?: number;
  }
}

declare const req: Request;
declare const res: Response;
expectTypeOf(res.typeTestTeapot(3)).toEqualTypeOf<Response>();
expectTypeOf(req.session.typeTestUser).toEqualTypeOf<number | undefined>();
// @ts-expect-error: a strength is a number
res.typeTestTeapot('strong');

const teapot: CustomResponse = function (this: ResponseContext, strength: number) {
  return this.res.status(418).json({ strength });
};
expectTypeOf(teapot).toBeFunction();
