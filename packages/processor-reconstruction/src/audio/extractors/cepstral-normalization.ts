/** Cepstral mean and variance normalization per clip, which Speech2Text and M-CTC-T share. */
import type { PaddedSequence } from '../sequence-padding.js';

/** The fields that steer the normalization. */
export interface CepstralOptions {
  readonly normalize_means: boolean;
  readonly normalize_vars: boolean;
  readonly padding_value: number;
}

/** Per band: minus the mean, by the deviation (divisor frames), both over as many first frames as the clip has; padding behind them. */
export function normalizeCepstra(sequence: PaddedSequence, { normalize_means: means, normalize_vars: variances, padding_value: paddingValue }: CepstralOptions): PaddedSequence {
  const { length, width, valid } = sequence;
  const count = valid[1] - valid[0];
  const data = sequence.data.slice();
  for (let band = 0; band < width; band++) {
    if (means) {
      const mean = bandMean(data, band, width, count, 0, 1);
      for (let t = 0; t < length; t++) data[t * width + band]! -= mean;
    }
    if (variances) {
      const centre = bandMean(data, band, width, count, 0, 1);
      const deviation = Math.fround(Math.sqrt(bandMean(data, band, width, count, centre, 2)));
      for (let t = 0; t < length; t++) data[t * width + band]! /= deviation;
    }
  }
  data.fill(paddingValue, count * width);
  return { ...sequence, data };
}

function bandMean(data: Float32Array, band: number, width: number, count: number, centre: number, power: number): number {
  let sum = 0;
  for (let t = 0; t < count; t++) sum += (data[t * width + band]! - centre) ** power;
  return Math.fround(sum / count);
}
