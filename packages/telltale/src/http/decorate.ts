/** Installs the framework's requests and responses on a Fastify context. @module */
import { defaultLimits } from '@telltale/realtime';
import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../app/app-context.ts';
import { languageMethods, responseLanguageMethods } from '../i18n/request-language.ts';
import { customResponses } from '../responses/custom-responses.ts';
import { olderResponses } from '../responses/older-responses.ts';
import { standardResponses } from '../responses/standard-responses.ts';
import { uploadSettings } from '../uploads/upload-settings.ts';
import { file, installUploads } from '../uploads/uploads.ts';
import { viewMethods } from '../views/response-view.ts';
import { ViewRenderer } from '../views/view-renderer.ts';
import { handleFastifyError } from './answer-error.ts';
import { installBodyParsers } from './body-parsers.ts';
import {
  type HttpState,
  kAnswered,
  kBodyStream,
  kCookies,
  kLocals,
  kOptions,
  kState,
  kWantsJSON,
  requestStateOf,
  stateOf,
} from './http-state.ts';
import type { Request } from './request.ts';
import { addressGetters } from './request-address.ts';
import { cookieGetters } from './request-cookies.ts';
import { negotiationGetters, negotiationMethods, wantsJSON } from './request-negotiation.ts';
import { valueMethods } from './request-values.ts';
import type { Response } from './response.ts';
import { bodyMethods } from './response-body.ts';
import { cookieMethods } from './response-cookies.ts';
import { fileMethods } from './response-files.ts';
import { formatMethods } from './response-format.ts';
import { headerMethods } from './response-headers.ts';
import { redirectMethods } from './response-redirect.ts';
import { streamGetters, streamMethods } from './response-stream.ts';

// biome-ignore lint/suspicious/noExplicitAny: Fastify's decorators take methods of any `this`
type Members = Record<string, (this: any, ...given: any[]) => unknown>;

/**
 * Makes Fastify's requests and replies those of the framework: in this context and those under it, and nowhere else.
 *
 * @param fastify a context of its own (inside `register`), so that native routes beside it keep Fastify's meaning
 * @param app whose settings, responses and views hold
 * @throws E_INVALID_RESPONSE for a custom response that is no function, or has a name that is taken
 */
export function decorate(fastify: FastifyInstance, app: AppContext): void {
  const state: HttpState = {
    app,
    views: new ViewRenderer(app),
    replyBelow: undefined,
    requestBelow: undefined,
  };
  decorateRequests(fastify, state);
  decorateReplies(fastify, state);
  const own = customResponses(app.definitions.responses, isReserved(fastify));
  for (const [name, respond] of Object.entries({ ...standardResponses, ...own })) {
    fastify.decorateReply(name, respond as never);
  }
  installUploads(fastify, uploadSettings(app.appPath, app.config.uploads));
  installBodyParsers(fastify, { ...defaultLimits, ...app.config.sockets?.limits });
  fastify.setErrorHandler(handleFastifyError);
}

function decorateRequests(fastify: FastifyInstance, state: HttpState): void {
  fastify.decorateRequest(kState, { getter: () => state });
  for (const key of [kOptions, kWantsJSON, kCookies]) fastify.decorateRequest(key, null);
  fastify.decorateRequest('res', null as never);
  fastify.decorateRequest('_sails', { getter: () => state.app } as never);
  if (!fastify.hasRequestDecorator('isSocket')) fastify.decorateRequest('isSocket', { getter: () => false });
  const requestMethods = { ...valueMethods, ...negotiationMethods, ...languageMethods } as Members;
  for (const [name, method] of Object.entries(requestMethods)) {
    fastify.decorateRequest(name, method as never);
  }
  for (const [name, getter] of Object.entries({ ...addressGetters, ...negotiationGetters } as Members)) {
    fastify.decorateRequest(name, { getter } as never);
  }
  for (const [name, getter] of Object.entries(cookieGetters as Members)) {
    // @fastify/cookie, when a plugin of the app brought it, reads the cookies itself.
    if (!fastify.hasRequestDecorator(name)) fastify.decorateRequest(name, { getter } as never);
  }
  fastify.decorateRequest('wantsJSON', { getter: wantsJSON.get, setter: wantsJSON.set } as never);
  fastify.decorateRequest('options', {
    getter(this: Request) {
      const state = requestStateOf(this);
      state[kOptions] ??= {};
      return state[kOptions];
    },
    setter(this: Request, options: Request['options']) {
      requestStateOf(this)[kOptions] = options;
    },
  } as never);
  if (!fastify.hasRequestDecorator('file')) {
    fastify.decorateRequest('file', file as never);
  }
}

function decorateReplies(fastify: FastifyInstance, state: HttpState): void {
  fastify.decorateReply(kState, { getter: () => state });
  fastify.decorateReply(kAnswered, false);
  for (const key of [kLocals, kBodyStream]) fastify.decorateReply(key, null);
  fastify.decorateReply('req', null);
  const methods: Members = {
    ...bodyMethods,
    ...headerMethods,
    ...redirectMethods,
    ...cookieMethods,
    ...fileMethods,
    ...formatMethods,
    ...streamMethods,
    ...viewMethods,
    ...olderResponses,
    ...responseLanguageMethods,
  };
  for (const [name, method] of Object.entries(methods)) fastify.decorateReply(name, method as never);
  for (const [name, getter] of Object.entries(streamGetters as Members)) {
    fastify.decorateReply(name, { getter } as never);
  }
  fastify.decorateReply('locals', {
    getter(this: Response) {
      const state = stateOf(this);
      state[kLocals] ??= {};
      return state[kLocals];
    },
    setter(this: Response, locals: Response['locals']) {
      stateOf(this)[kLocals] = locals;
    },
  } as never);
}

function isReserved(fastify: FastifyInstance): (name: string) => boolean {
  return (name) =>
    !Object.hasOwn(standardResponses, name) && (name in Object.prototype || fastify.hasReplyDecorator(name));
}
