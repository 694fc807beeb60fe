/** Options that every image task of the reference takes. */
import { refused, type OptionTable } from '../option-guard.js';

/** Options of every image task. */
export interface ImageCallOptions {
  readonly batch_size?: number;
  readonly signal?: AbortSignal;
}

/** Guards for them. */
export const IMAGE_OPTIONS: OptionTable = {
  timeout: refused('pass `signal: AbortSignal.timeout(milliseconds)` instead.'),
};
