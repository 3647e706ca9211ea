/** What blueprints use of resourceful pub-sub, which every model has. @module */
import type { Request } from '../http/request.ts';
import type { Id, Values } from './any-model.ts';

/** Options of the calls that publish. */
export interface PublishOptions {
  /** The record as it was. */
  previous?: Values;
  /** Leaves the other side of associations untold. */
  noReverse?: boolean;
}

export interface PubSubMethods {
  publishCreate(record: Values, req?: Request, options?: PublishOptions): unknown;
  publishUpdate(id: Id, changes: Values, req?: Request, options?: PublishOptions): unknown;
  publishDestroy(id: Id, req?: Request, options?: PublishOptions): unknown;
  publishAdd(id: Id, alias: string, child: Id | Values, req?: Request, options?: PublishOptions): unknown;
  publishRemove(id: Id, alias: string, childId: Id, req?: Request, options?: PublishOptions): unknown;
  subscribe(req: Request, ids: readonly Id[]): unknown;
  unsubscribe(req: Request, ids: readonly Id[]): unknown;
  watch(req: Request): unknown;
}
