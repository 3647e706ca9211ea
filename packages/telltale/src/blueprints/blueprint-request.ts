/** One request to a blueprint, as its action sees it. @module */
import type { Request } from '../http/request.ts';
import type { Response } from '../http/response.ts';
import type { AnyModel } from '../models/any-model.ts';
import type { BlueprintOptions } from './blueprint-options.ts';
import type { BlueprintSettings } from './blueprint-settings.ts';
import type { Notifier } from './notifier.ts';
import type { Subscriber } from './subscriber.ts';

export interface BlueprintRequest {
  readonly req: Request;
  readonly res: Response;
  readonly model: AnyModel;
  readonly modelOf: (identity: string) => AnyModel;
  readonly settings: BlueprintSettings;
  /** What the request asks for. */
  readonly options: BlueprintOptions;
  /** Subscribes the socket that asks; does nothing for a request by HTTP. */
  readonly subscriber: Subscriber;
  /** Tells others what changes. */
  readonly notifier: Notifier;
}

/** An action that every model has. */
export type Blueprint = (request: BlueprintRequest) => Promise<unknown>;
