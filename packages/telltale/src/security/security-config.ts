/** What an app may say of its security: `config/security`, and options of a route. @module */
import type { HelmetOptions } from 'helmet';
import type { Request } from '../http/request.ts';

/** Which pages of other origins may read answers. */
export interface CorsRules {
  /** Origins whose pages may read answers, as in `['https://app.example.com']`; `'*'` for all. @default '*' */
  allowOrigins?: '*' | readonly string[];
  /** Whether those pages may send cookies. @default false */
  allowCredentials?: boolean;
  /** Methods that those pages may use: a list, or one text with commas. @default 'GET,HEAD,PUT,PATCH,POST,DELETE' */
  allowRequestMethods?: string | readonly string[];
  /** Headers that those pages may send. @default 'content-type' */
  allowRequestHeaders?: string | readonly string[];
  /** Headers that those pages may read, beside the few that every page may. @default none */
  allowResponseHeaders?: string | readonly string[];
  /** Seconds for which a browser may keep the answer to a preflight. @default 600 */
  maxAge?: number;
  /**
   * Lets pages of every origin act with the cookies of your users. Then any page on the internet can do what they can.
   * @default false
   */
  allowAnyOriginWithCredentialsUnsafe?: boolean;
}

/** The rules for an app, which those of a route lie over. */
export interface CorsConfig extends CorsRules {
  /** Whether the rules hold for every route; else for those that say `cors`. @default false */
  allRoutes?: boolean;
}

/** How often one client may ask. */
export interface RateLimitRules {
  /** Requests in a window. @default 300 */
  max?: number;
  /** Milliseconds of a window. @default 60_000 */
  window?: number;
  /**
   * Who counts as one client: an address (IPv6: the network of 64 bits), or what a function says of a request, such as
   * a user's id.
   * @default 'ip'
   */
  by?: 'ip' | ((req: Request) => string | Promise<string>);
}

/** The limit for all requests of an app together, and what the limits of routes need. */
export interface RateLimitConfig extends RateLimitRules {
  /** Clients that are remembered at once, by each limit; then the one that was quiet for longest is forgotten. @default 10_000 */
  clients?: number;
  /** A client of `ioredis`, which makes several servers count together. Without it, each counts for itself. */
  redis?: object;
  /** What the keys in Redis begin with. @default 'telltale:rate:' */
  prefix?: string;
}

/** The settings of `config/security`. */
export interface SecurityConfig {
  /** Which pages of other origins may read answers. */
  cors?: CorsConfig;
  /**
   * What a request that changes something has to show, on every route that doesn't say otherwise: a token of its session
   * (`true`), or that no page of another origin sends it (`'origin'`), but one that `cors` or `sockets.onlyAllowOrigins`
   * names.
   * @default false
   */
  csrf?: boolean | 'origin';
  /**
   * Headers that tell a browser what a page may do, as options of helmet laid over the framework's; `false` for none.
   * They go with answers over HTTP, never with those over a socket.
   */
  helmet?: HelmetOptions | false;
  /** How often one client may ask, over both transports together; `false` for no limit. @default false */
  rateLimit?: RateLimitConfig | false;
}
