/** `ClvpFeatureExtractor`: log-mel spectrograms divided by per-band norms. */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from '../../processor-error.js';
import { type FeatureOverrides, paddingOptions, readCallOptions } from '../call-options.js';
import { choiceField, type FeatureExtractorConfig, integerField, MAX_SAMPLES, numberField } from '../config-fields.js';
import type { FeatureExtractorKind } from '../feature-extractor.js';
import { createMelFilterBank } from '../mel-filter-bank.js';
import { checkEqualLengths, padSequences, sampleSequences, stackMasks } from '../sequence-padding.js';
import { spectrogram } from '../spectrogram.js';
import { windowFunction } from '../window-function.js';

const OPTIONS = ['padding', 'max_length', 'truncation', 'pad_to_multiple_of', 'return_attention_mask'] as const;

/** Smallest power before the logarithm. */
const FLOOR = 1e-5;

/** `input_features` [batch, feature_size, frames] float32, `attention_mask` [batch, samples] int64. */
export function createClvp(config: FeatureExtractorConfig): FeatureExtractorKind {
  const samplingRate = integerField(config, 'sampling_rate', 22_050, 1, MAX_SAMPLES);
  const bands = integerField(config, 'feature_size', 80);
  const fftLength = integerField(config, 'n_fft', 1024, 2);
  const hopLength = integerField(config, 'hop_length', 256);
  const samples = integerField(config, 'default_audio_length', 6, 1, Math.floor(MAX_SAMPLES / samplingRate)) * samplingRate;
  const value = numberField(config, 'padding_value', 0);
  const side = choiceField(config, 'padding_side', 'right', ['right', 'left']);
  const norms = melNorms(config['mel_norms'], bands);
  const window = windowFunction(fftLength, 'hann');
  const melFilters = createMelFilterBank({
    bins: 1 + Math.floor(fftLength / 2),
    filters: bands,
    minFrequency: 0,
    maxFrequency: 8000,
    samplingRate,
    norm: 'slaney',
    scale: 'htk',
  });
  const extract = (clips: readonly Float32Array[], overrides: FeatureOverrides): NamedTensors => {
    const options = readCallOptions('ClvpFeatureExtractor', overrides, OPTIONS);
    const sequences = padSequences(sampleSequences(clips), paddingOptions(options, { padding: 'max_length', maxLength: samples, truncation: true, side, value }));
    checkEqualLengths(sequences);
    const mels = sequences.map((sequence) => spectrogram(sequence.data, { window, frameLength: fftLength, hopLength, power: 2, melFilters }));
    const { frames } = mels[0]!;
    const data = new Float32Array(mels.length * bands * frames);
    mels.forEach((mel, i) => {
      for (let frame = 0; frame < frames; frame++) {
        for (let band = 0; band < bands; band++) {
          data[(i * bands + band) * frames + frame] = Math.log(Math.max(FLOOR, mel.data[frame * bands + band]!)) / (norms?.[band] ?? 1);
        }
      }
    });
    const input_features = { type: 'float32', dims: [mels.length, bands, frames], data } as const;
    return (options.boolean('return_attention_mask') ?? true) ? { input_features, attention_mask: stackMasks(sequences) } : { input_features };
  };
  return { samplingRate, config: { ...config, sampling_rate: samplingRate }, modelInputNames: ['input_features', 'attention_mask'], extract };
}

function melNorms(value: unknown, bands: number): readonly number[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value) && value.length === bands && value.every((norm) => typeof norm === 'number')) return value;
  throw new ProcessorError('BAD_CONFIG', `field mel_norms of the feature extractor must be a list of ${bands} numbers`, {
    where: 'mel_norms',
    hint: 'Correct the field in preprocessor_config.json.',
  });
}
