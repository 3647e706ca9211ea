/** Says that what a request is about isn't there; answered with 404, and it ends the transaction. @module */

/** Thrown where a record or an association isn't there. It is no error of the app, and carries nothing. */
export const notFound: unique symbol = Symbol('not found');
