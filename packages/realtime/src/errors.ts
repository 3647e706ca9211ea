/** Every error of this package: code → status → message. Codes are stable; a retired code is never used again. @module */
import { defineErrors } from '@telltale/protocol';

export const errors = defineErrors({});
