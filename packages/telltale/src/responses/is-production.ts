/** Whether an app is to keep its errors to itself. @module */
import type { Response } from '../http/response.ts';

/** Whether the app of a response runs in production. */
export function isProduction(res: Response): boolean {
  return res.req._sails.environment === 'production';
}
