/** The moment when a request comes from Fastify's hooks into the framework. @module */
import type { Request } from './request.ts';
import type { Response } from './response.ts';

/** Makes request and response known to each other, and gives a request without a body an empty one. */
export function enterFramework(req: Request, res: Response): void {
  (req as { res: Response }).res = res;
  (res as { req: Request }).req = req;
  req.body ??= {};
}
