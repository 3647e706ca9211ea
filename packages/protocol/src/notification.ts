/** What a model tells its subscribers. The event's name is the model's identity. @module */

/** A record came to be. */
export interface CreatedNotification<Data = unknown, Id = string | number> {
  verb: 'created';
  data: Data;
  id: Id;
}

/** A record changed. */
export interface UpdatedNotification<Data = unknown, Id = string | number> {
  verb: 'updated';
  /** The values that were set. */
  data: Partial<Data>;
  id: Id;
  /** The record as it was before. */
  previous?: Data;
}

/** A record is gone. */
export interface DestroyedNotification<Data = unknown, Id = string | number> {
  verb: 'destroyed';
  id: Id;
  previous?: Data;
}

/** A member joined a collection of the record. */
export interface AddedNotification<Id = string | number> {
  id: Id;
  verb: 'addedTo';
  attribute: string;
  addedId: string | number;
  added?: unknown;
}

/** A member left a collection of the record. */
export interface RemovedNotification<Id = string | number> {
  id: Id;
  verb: 'removedFrom';
  attribute: string;
  removedId: string | number;
}

/** An app's own message about a record. */
export interface MessagedNotification<Data = unknown, Id = string | number> {
  verb: 'messaged';
  id: Id;
  data: Data;
}

/** Any notification of a model. */
export type Notification<Data = unknown, Id = string | number> =
  | CreatedNotification<Data, Id>
  | UpdatedNotification<Data, Id>
  | DestroyedNotification<Data, Id>
  | AddedNotification<Id>
  | RemovedNotification<Id>
  | MessagedNotification<Data, Id>;
