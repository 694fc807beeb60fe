/** `SpeechT5FeatureExtractor`: waveforms as input, log-mel spectrograms as targets. */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';

import { type CallOptions, type FeatureOverrides, paddingOptions, readCallOptions } from '../call-options.js';
import { booleanField, choiceField, type FeatureExtractorConfig, integerField, MAX_SAMPLES, numberField, stringField } from '../config-fields.js';
import { checkClips, type FeatureExtractorKind } from '../feature-extractor.js';
import { createMelFilterBank } from '../mel-filter-bank.js';
import { normalizeSequence, type PaddedSequence, padSequences, sampleSequences, type Sequence, stackMasks, stackSequences } from '../sequence-padding.js';
import { spectrogram } from '../spectrogram.js';
import { windowFunction } from '../window-function.js';

const NAME = 'SpeechT5FeatureExtractor';
const OPTIONS = ['padding', 'max_length', 'truncation', 'pad_to_multiple_of', 'return_attention_mask', 'audio_target'] as const;

/**
 * `input_values` [batch, samples] and `attention_mask`. With the option `audio_target` (clips): their log-mel spectrograms
 * [batch, frames, num_mel_bins] as `labels` with `decoder_attention_mask`, or as `input_values` when there are no other clips.
 */
export function createSpeechT5(config: FeatureExtractorConfig): FeatureExtractorKind {
  const defaults = {
    feature_size: integerField(config, 'feature_size', 1, 1, 1),
    sampling_rate: integerField(config, 'sampling_rate', 16_000, 1, MAX_SAMPLES),
    padding_value: numberField(config, 'padding_value', 0),
    padding_side: choiceField(config, 'padding_side', 'right', ['right', 'left']),
    do_normalize: booleanField(config, 'do_normalize', false),
    num_mel_bins: integerField(config, 'num_mel_bins', 80),
    hop_length: integerField(config, 'hop_length', 16),
    win_length: integerField(config, 'win_length', 64),
    win_function: stringField(config, 'win_function', 'hann_window'),
    fmin: numberField(config, 'fmin', 80),
    fmax: numberField(config, 'fmax', 7600),
    mel_floor: numberField(config, 'mel_floor', 1e-10),
    return_attention_mask: booleanField(config, 'return_attention_mask', true),
  };
  const toMel = melExtractor(defaults);
  const { padding_value: value, padding_side: side } = defaults;

  const pad = (sequences: readonly Sequence[], options: CallOptions): PaddedSequence[] =>
    padSequences(sequences, paddingOptions(options, { padding: 'do_not_pad', side, value }));

  const extract = (clips: readonly Float32Array[], overrides: FeatureOverrides): NamedTensors => {
    const options = readCallOptions(NAME, overrides, OPTIONS);
    const withMask = options.boolean('return_attention_mask') ?? defaults.return_attention_mask;
    const tensors = (sequences: readonly PaddedSequence[], name: string, mask: string): NamedTensors =>
      withMask ? { [name]: stackSequences(sequences), [mask]: stackMasks(sequences) } : { [name]: stackSequences(sequences) };
    const target = overrides['audio_target'];
    const targets = target === undefined || target === null ? [] : pad(checkClips(NAME, defaults.sampling_rate, target, 'audio_target').map(toMel), options);
    if (clips.length === 0) return tensors(targets, 'input_values', 'attention_mask');
    let inputs = pad(sampleSequences(clips), options);
    if (defaults.do_normalize) {
      const masked = withMask && options.padding('do_not_pad') !== 'do_not_pad';
      inputs = inputs.map((sequence) => normalizeSequence(sequence, value, masked));
    }
    const features = tensors(inputs, 'input_values', 'attention_mask');
    return targets.length === 0 ? features : { ...features, ...tensors(targets, 'labels', 'decoder_attention_mask') };
  };

  return {
    samplingRate: defaults.sampling_rate,
    config: { ...config, ...defaults },
    modelInputNames: ['input_values', 'attention_mask'],
    insteadOfClips: 'audio_target',
    extract,
  };
}

interface MelSettings {
  readonly sampling_rate: number;
  readonly num_mel_bins: number;
  readonly hop_length: number;
  readonly win_length: number;
  readonly win_function: string;
  readonly fmin: number;
  readonly fmax: number;
  readonly mel_floor: number;
}

/** Log10 of mel amplitudes; window and hop are given in milliseconds. */
function melExtractor(settings: MelSettings): (clip: Float32Array) => Sequence {
  const { sampling_rate: rate, num_mel_bins: bands, mel_floor: melFloor } = settings;
  const frameLength = Math.floor((settings.win_length * rate) / 1000);
  const hopLength = Math.floor((settings.hop_length * rate) / 1000);
  const fftLength = 2 ** Math.ceil(Math.log2(frameLength));
  const window = windowFunction(frameLength, settings.win_function);
  const melFilters = createMelFilterBank({
    bins: fftLength / 2 + 1,
    filters: bands,
    minFrequency: settings.fmin,
    maxFrequency: settings.fmax,
    samplingRate: rate,
    norm: 'slaney',
    scale: 'slaney',
  });
  return (clip) => {
    const { data, frames } = spectrogram(clip, { window, frameLength, hopLength, fftLength, melFilters, melFloor, logMel: 'log10' });
    return { data: Float32Array.from(data), length: frames, width: bands };
  };
}
