/** Compile-time errors in words. @module */

/** A type that nothing fits; an editor shows its message where a value was expected. */
export interface TelltaleTypeError<Message extends string> {
  readonly 'type error': Message;
}

/** Writes an intersection out, so that an editor shows its members. */
export type Simplify<Type> = { [Key in keyof Type]: Type[Key] } & {};
