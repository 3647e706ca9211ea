/** What the process that watches an app and the one that runs it tell each other. @module */
import type { AppCall } from '../app-flags.ts';

/** To the process that runs the app. */
export type Order =
  /** Load what the app will need, and wait. */
  | { prepare: { typescript: boolean; orm: boolean } }
  /** `again`: it ran before, in another process. */
  | { lift: AppCall; again: boolean }
  | 'stop';

/** From it. */
export interface Lifted {
  environment: string;
  /** What is to be prepared for the next time. */
  needs: { typescript: boolean; orm: boolean };
}
