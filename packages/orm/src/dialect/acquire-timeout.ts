/** The error of a query that waited too long for a connection. @module */

/** Nobody gave a connection back in time. */
export class AcquireTimeout extends Error {}
