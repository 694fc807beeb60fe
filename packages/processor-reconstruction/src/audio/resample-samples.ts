/**
 * Sampling-rate conversion of samples in memory: a sinc filter under a Hann window over six zero crossings, cut off at 0.99 of the lower Nyquist
 * frequency, silence around the clip. It is `torchaudio.functional.resample` (2.11) at its defaults, which the reference uses for arrays;
 * files go through `resample`.
 */
import { ProcessorError } from '../processor-error.js';
import { MAX_SAMPLES } from './config-fields.js';
import { checkSamplingRate, greatestCommonDivisor } from './resample.js';

const ZERO_CROSSINGS = 6;
const ROLLOFF = 0.99;

/**
 * `samples` of `from` Hz at `to` Hz: `ceil(length * to / from)` samples.
 *
 * @throws {ProcessorError} `BAD_OPTION` for rates that are not whole positive numbers, or a result that is too long.
 */
export function resampleSamples(samples: Float32Array, from: number, to: number): Float32Array {
  checkSamplingRate(from);
  checkSamplingRate(to);
  if (from === to || samples.length === 0) return samples;
  const divisor = greatestCommonDivisor(from, to);
  const oldRate = from / divisor;
  const newRate = to / divisor;
  const base = Math.min(oldRate, newRate) * ROLLOFF;
  const length = Math.ceil((newRate * samples.length) / oldRate);
  if (length > MAX_SAMPLES) {
    throw new ProcessorError('BAD_OPTION', `resampling from ${from} Hz to ${to} Hz would give ${length} samples, the limit is ${MAX_SAMPLES}`, {
      hint: 'Cut the clip, or ask for a lower rate.',
    });
  }
  const out = new Float32Array(length);
  // All output samples at the same place within a period share their taps.
  for (let phase = 0; phase < Math.min(newRate, length); phase++) {
    const centre = (phase * oldRate) / newRate;
    const reach = (ZERO_CROSSINGS * oldRate) / base;
    const first = Math.ceil(centre - reach);
    // The reference keeps the place within a period in float32.
    const place = Math.fround(phase / newRate);
    const taps = Float64Array.from({ length: Math.floor(centre + reach) - first + 1 }, (_, i) =>
      Math.fround(sincTap(((first + i) / oldRate - place) * base) * (base / oldRate)),
    );
    for (let k = phase, start = first; k < length; k += newRate, start += oldRate) {
      const from = Math.max(0, -start);
      const to = Math.min(taps.length, samples.length - start);
      let sum = 0;
      for (let i = from; i < to; i++) sum += taps[i]! * samples[start + i]!;
      out[k] = sum;
    }
  }
  return out;
}

/** Windowed sinc, `t` in zero crossings from the centre. */
function sincTap(t: number): number {
  const window = Math.cos((t * Math.PI) / ZERO_CROSSINGS / 2) ** 2;
  return t === 0 ? window : (Math.sin(t * Math.PI) / (t * Math.PI)) * window;
}
