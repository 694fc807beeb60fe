/** Window functions as `window_function` of transformers' `audio_utils` (4.57.6) gives them. */
import { ProcessorError } from '../processor-error.js';

/** What a window is made of besides its name. */
export interface WindowOptions {
  /** Periodic (the default) or symmetric. */
  readonly periodic?: boolean;
  /** Length of the frame that the window is padded to with zeros. */
  readonly frameLength?: number;
  /** Whether the window stands in the middle of the frame (the default) or at its start. */
  readonly center?: boolean;
}

/**
 * The window `name` (`boxcar`, `hamming`, `hann`, their `…_window` spellings, or `povey`) of `length` samples in float64.
 *
 * @throws {ProcessorError} `BAD_CONFIG` for an unknown name, or a window longer than its frame.
 */
export function windowFunction(length: number, name: string, options: WindowOptions = {}): Float64Array {
  const periodic = options.periodic ?? true;
  const shape = windowShape(name);
  const span = (periodic ? length + 1 : length) - 1;
  const window = Float64Array.from({ length }, (_, n) => (span === 0 ? 1 : shape(n / span)));
  const { frameLength } = options;
  if (frameLength === undefined) return window;
  if (length > frameLength) {
    throw new ProcessorError('BAD_CONFIG', `a window of ${length} samples does not fit into a frame of ${frameLength}`, {
      hint: 'Check the window and frame lengths in preprocessor_config.json.',
    });
  }
  const padded = new Float64Array(frameLength);
  padded.set(window, (options.center ?? true) ? Math.floor((frameLength - length) / 2) : 0);
  return padded;
}

function windowShape(name: string): (position: number) => number {
  switch (name) {
    case 'boxcar':
      return () => 1;
    case 'hamming':
    case 'hamming_window':
      return (x) => 0.54 - 0.46 * Math.cos(2 * Math.PI * x);
    case 'hann':
    case 'hann_window':
      return (x) => 0.5 - 0.5 * Math.cos(2 * Math.PI * x);
    case 'povey':
      return (x) => (0.5 - 0.5 * Math.cos(2 * Math.PI * x)) ** 0.85;
    default:
      throw new ProcessorError('BAD_CONFIG', `unknown window function ${JSON.stringify(name)}`, {
        hint: 'Known are boxcar, hamming, hann and povey.',
      });
  }
}
