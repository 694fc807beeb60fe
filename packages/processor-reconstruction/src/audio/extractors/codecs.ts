/** `EncodecFeatureExtractor`, `DacFeatureExtractor` and `DiaFeatureExtractor`: mono waveforms for neural codecs, padded to whole chunks or hops. */
import type { NamedTensors, Tensor } from '@onnx-capsule/metadata-schema';

import { type CallOptions, type FeatureOverrides, readCallOptions } from '../call-options.js';
import { choiceField, type FeatureExtractorConfig, integerField, MAX_SAMPLES, numberField } from '../config-fields.js';
import { type FeatureExtractorKind, refuseOption } from '../feature-extractor.js';
import { type PaddedSequence, type PaddingStrategy, padSequences, sampleSequences, type Sequence, stackMasks, stackSequences } from '../sequence-padding.js';

const OPTIONS = ['padding', 'max_length', 'truncation'] as const;

/** `input_values` [batch, 1, samples] float32, `padding_mask` [batch, samples] int64 where clips are padded. */
export function createEncodec(config: FeatureExtractorConfig): FeatureExtractorKind {
  return createChunkedCodec('EncodecFeatureExtractor', config, 0, 0);
}

/** As EnCodec's, with `audio_silence_prefix_seconds` of silence before and `audio_delay_seconds` and a second behind each clip. */
export function createKyutai(config: FeatureExtractorConfig): FeatureExtractorKind {
  return createChunkedCodec(
    'KyutaiSpeechToTextFeatureExtractor',
    config,
    numberField(config, 'audio_silence_prefix_seconds', 0),
    numberField(config, 'audio_delay_seconds', 0) + 1,
  );
}

function createChunkedCodec(className: string, config: FeatureExtractorConfig, secondsBefore: number, secondsAfter: number): FeatureExtractorKind {
  const codec = codecSettings(config, 24_000);
  const [before, after] = [secondsBefore, secondsAfter].map((seconds) => Math.trunc(seconds * codec.sampling_rate)) as [number, number];
  if (!(before >= 0 && after >= 0 && before + after <= MAX_SAMPLES)) {
    throw refuseOption('audio_delay_seconds', `${className} cannot add ${secondsBefore} s and ${secondsAfter} s of silence`);
  }
  const settings = { ...codec, before, after };
  const chunkSeconds = config['chunk_length_s'] == null ? undefined : numberField(config, 'chunk_length_s', 0);
  const overlap = config['overlap'] == null ? undefined : numberField(config, 'overlap', 0);
  const chunk = chunkSeconds === undefined ? undefined : Math.trunc(chunkSeconds * settings.sampling_rate);
  const step = chunk === undefined || overlap === undefined ? undefined : Math.max(1, Math.trunc((1 - overlap) * chunk));

  const extract = (clips: readonly Float32Array[], overrides: FeatureOverrides): NamedTensors => {
    const options = readCallOptions(className, overrides, OPTIONS);
    const { truncation, padding } = choosePadding(options);
    const maxLength = options.integer('max_length');
    if (chunk === undefined || step === undefined || maxLength !== undefined) {
      return codecTensors(clips, settings, { padding, truncation, maxLength, padToMultipleOf: undefined });
    }
    if (!truncation && padding === 'do_not_pad') return codecTensors(clips, settings, { padding, truncation, maxLength, padToMultipleOf: undefined });
    const lengths = clips.map((clip) => clip.length);
    const steps = truncation ? Math.floor(Math.min(...lengths) / step) : Math.ceil(Math.max(...lengths) / step);
    const whole = (steps - 1) * step + chunk;
    return codecTensors(clips, settings, { padding: truncation ? padding : 'max_length', truncation, maxLength: whole, padToMultipleOf: undefined });
  };
  return { samplingRate: codec.sampling_rate, config: { ...config, ...codec }, modelInputNames: ['input_values', 'padding_mask'], extract };
}

/** `input_values` [batch, 1, samples] float32, samples a multiple of `hop_length`; `padding_mask` [batch, samples] int64. */
export function createDac(config: FeatureExtractorConfig): FeatureExtractorKind {
  const settings = { ...codecSettings(config, 16_000), hop_length: integerField(config, 'hop_length', 512) };
  const extract = (clips: readonly Float32Array[], overrides: FeatureOverrides): NamedTensors => {
    const options = readCallOptions('DacFeatureExtractor', overrides, OPTIONS);
    return codecTensors(clips, settings, {
      ...choosePadding(options),
      maxLength: options.integer('max_length'),
      padToMultipleOf: settings.hop_length,
    });
  };
  return { samplingRate: settings.sampling_rate, config: { ...config, ...settings }, modelInputNames: ['input_values', 'padding_mask'], extract };
}

/** As DAC's, but `padding_mask` is always given, and `feature_size` 2 takes mono clips as well. */
export function createDia(config: FeatureExtractorConfig): FeatureExtractorKind {
  integerField(config, 'feature_size', 1, 1, 2);
  const settings = { ...codecSettings({ ...config, feature_size: 1 }, 16_000), hop_length: integerField(config, 'hop_length', 512) };
  const extract = (clips: readonly Float32Array[], overrides: FeatureOverrides): NamedTensors => {
    const options = readCallOptions('DiaFeatureExtractor', overrides, OPTIONS);
    return codecTensors(clips, settings, {
      ...choosePadding(options),
      maxLength: options.integer('max_length'),
      padToMultipleOf: settings.hop_length,
      alwaysMask: true,
    });
  };
  return { samplingRate: settings.sampling_rate, config: { ...settings, ...config }, modelInputNames: ['input_values', 'padding_mask'], extract };
}

interface CodecSettings {
  readonly feature_size: number;
  readonly sampling_rate: number;
  readonly padding_value: number;
  readonly padding_side: 'right' | 'left';
  /** Samples of silence around the padded clip. */
  readonly before?: number;
  readonly after?: number;
}

interface CodecCall {
  readonly padding: PaddingStrategy;
  readonly truncation: boolean;
  readonly maxLength: number | undefined;
  readonly padToMultipleOf: number | undefined;
  readonly alwaysMask?: boolean;
}

function codecSettings(config: FeatureExtractorConfig, samplingRate: number): CodecSettings {
  return {
    // Stereo is refused: a clip has one channel here.
    feature_size: integerField(config, 'feature_size', 1, 1, 1),
    sampling_rate: integerField(config, 'sampling_rate', samplingRate, 1, MAX_SAMPLES),
    padding_value: numberField(config, 'padding_value', 0),
    padding_side: choiceField(config, 'padding_side', 'right', ['right', 'left']),
  };
}

/** Clips are padded unless `padding` says otherwise; where they are truncated, only if nothing was said about padding. */
function choosePadding(options: CallOptions): Pick<CodecCall, 'padding' | 'truncation'> {
  const truncation = options.boolean('truncation') ?? false;
  const asked = options.padding('do_not_pad');
  if (truncation && asked !== 'do_not_pad') throw refuseOption('truncation', 'padding was asked for as well, and the reference takes only one of them');
  return { truncation, padding: options.padding('longest') };
}

function codecTensors(clips: readonly Float32Array[], settings: CodecSettings, call: CodecCall): NamedTensors {
  const sequences: Sequence[] = sampleSequences(clips);
  const { before = 0, after = 0 } = settings;
  const padded = padSequences(sequences, { ...call, side: settings.padding_side, value: settings.padding_value }).map((sequence) => surround(sequence, before, after));
  const { dims, ...rest } = stackSequences(padded);
  const input_values: Tensor = { ...rest, dims: [dims[0]!, 1, dims[1]!] };
  return call.padding === 'do_not_pad' && call.alwaysMask !== true ? { input_values } : { input_values, padding_mask: stackMasks(padded) };
}

function surround(sequence: PaddedSequence, before: number, after: number): PaddedSequence {
  if (before === 0 && after === 0) return sequence;
  const data = new Float32Array(before + sequence.length + after);
  data.set(sequence.data, before);
  const [from, to] = sequence.valid;
  return { data, length: data.length, width: 1, valid: [from + before, to + before] };
}
