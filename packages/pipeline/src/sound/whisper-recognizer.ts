/** Speech recognition with Whisper: language, task, timestamps, clips of any length, after transformers 4.57.6's `generate` for Whisper. */
import type { NamedTensors, RawAudio, Tensor } from '@onnx-capsule/metadata-schema';
import { chunkAudio } from '@onnx-capsule/processor-reconstruction/audio';

import { encodeInput, encoderDecoder } from '../generation/encoder-decoder.js';
import { generate } from '../generation/generate.js';
import type { LogitsProcessor } from '../generation/logits-processors.js';
import { GENERATION_OPTIONS } from '../generation/option-rules.js';
import { sequenceRows, sequencesTensor } from '../generation/sequences.js';
import { tokenList } from '../generation/settings.js';
import { createGenerator, type Generator } from '../generation/task-settings.js';
import { outputTensor } from '../label-scores.js';
import { checkOptions, flag, oneOf, optional, record, refused, text } from '../option-guard.js';
import { PipelineError } from '../pipeline-error.js';
import { followsVersion5 } from '../reference-version.js';
import type { CallOptions, TaskContext } from '../task.js';
import { textTokenizer, type TextTokenizer } from '../text-tokenizer.js';
import { chunkingOptions, chunkLengths } from './chunk-options.js';
import type { PreparedClip, Recognizer, Transcript } from './recognizer.js';
import { startTokens, type WhisperTokens, whisperTokens } from './whisper-tokens.js';
import { timestampProcessor } from './whisper-timestamps.js';
import { windowSegments } from './whisper-segments.js';
import { type WhisperOutput, whisperTranscript } from './whisper-transcript.js';

const TASK = 'automatic-speech-recognition';
const DEFAULTS = { max_new_tokens: 256, num_beams: 5 };
/** Mel frames per position of the encoder: the product of its convolutions' strides. */
const INPUT_STRIDE = 2;

const NOT_DONE = 'falling back to other temperatures by thresholds is not done here.';

/** What `generate_kwargs` may hold besides the options of every generation. */
const WHISPER_OPTIONS = {
  ...GENERATION_OPTIONS,
  language: text(true),
  task: oneOf('transcribe', 'translate', null),
  is_multilingual: flag(),
  return_timestamps: optional(oneOf(true, false)),
  prompt_ids: refused('a prompt of earlier text is not used here.'),
  condition_on_prev_tokens: refused('a window is transcribed without the text before it.'),
  compression_ratio_threshold: refused(NOT_DONE),
  logprob_threshold: refused(NOT_DONE),
  no_speech_threshold: refused(NOT_DONE),
  return_token_timestamps: refused('word times need cross attentions, which exported graphs do not give.'),
  return_segments: refused('segments come as chunks, with return_timestamps: true.'),
};

/** The recogniser over one model. */
export async function createWhisperRecognizer(context: TaskContext): Promise<Recognizer> {
  const featureExtractor = await context.processor.loadFeatureExtractor();
  const tokenizer = textTokenizer(await context.processor.loadTokenizer());
  const generator = await createGenerator(context, DEFAULTS, tokenizer);
  if (!generator.parts.encoder) {
    await generator.parts.dispose();
    throw new PipelineError('MISSING_PART', `${TASK} with Whisper needs encoder_model.onnx and a decoder beside it.`, { where: 'the graph' });
  }
  const windowFrames = INPUT_STRIDE * Number(context.config['max_source_positions'] ?? 1500);
  const seconds = Number(featureExtractor.config['chunk_length'] ?? 30);
  const vocabulary = whisperTokens(tokenizer, generator.settings, seconds / (windowFrames / INPUT_STRIDE));

  const version5 = followsVersion5(context.config);
  const maxPositions = version5 ? Number(context.config['max_target_positions'] ?? 448) : undefined;
  const rate = featureExtractor.samplingRate;
  const isLong = (audio: RawAudio): boolean => audio.data.length > rate * seconds;
  return {
    options: {
      ...GENERATION_OPTIONS,
      ...chunkingOptions(),
      return_timestamps: optional(oneOf(true, false)),
      return_language: optional(flag()),
      generate_kwargs: optional(record()),
      decoder_kwargs: refused('a language model beside the acoustic model is not used here.'),
      ignore_warning: flag(),
    },
    async prepare(clip, options): Promise<PreparedClip> {
      const lengths = chunkLengths(options);
      const pieces = lengths ? chunkAudio(clip.audio, lengths) : [{ audio: clip.audio, stride: clip.stride && ([clip.audio.data.length, ...clip.stride] as const) }];
      const feeds: NamedTensors[] = [];
      for (const { audio } of pieces) {
        const shape = !lengths && isLong(audio) ? { truncation: false, padding: 'longest' as const } : {};
        const { input_features: features } = await featureExtractor.process([audio], { ...shape, return_attention_mask: false });
        feeds.push({ input_features: features! });
      }
      return { feeds, state: pieces.map(({ stride }) => stride && ([stride[0] / rate, stride[1] / rate, stride[2] / rate] as const)) };
    },
    async run(feeds, options) {
      const features = outputTensor(feeds, 'input_features');
      const long = features.dims[2]! > windowFrames;
      const call = { ...readCall(generator, options, version5), namesLanguage: version5 && options['return_language'] === true, maxPositions };
      return sequencesTensor([await transcribeFeatures(generator, tokenizer, vocabulary, features, windowFrames, long, call)]);
    },
    finish(outputs, state, options): Transcript {
      const strides = state as readonly WhisperOutput['stride'][] | undefined;
      const pieces = outputs.map((output, index): WhisperOutput => ({ tokens: sequenceRows(output)[0] ?? [], stride: strides?.[index] }));
      const { listsTimes } = readCall(generator, options, version5);
      return whisperTranscript(pieces, vocabulary, { timestamps: listsTimes, language: options['return_language'] === true });
    },
    dispose: () => generator.parts.dispose(),
  };
}

/** A call's options, sorted. */
interface WhisperCall {
  readonly generation: CallOptions;
  readonly language: string | undefined;
  readonly task: string | undefined;
  /** Whether timestamps are written. */
  readonly timestamps: boolean;
  /** Whether the transcript has them. */
  readonly listsTimes: boolean;
}

/** A call, and what of it version 5 of the reference does in another way. */
interface VersionedCall extends WhisperCall {
  /** Whether the tokens begin with the language that the start names. */
  readonly namesLanguage: boolean;
  /** The decoder's positions, where `max_length` does not count the start tokens. */
  readonly maxPositions: number | undefined;
}

function readCall(generator: Generator, options: CallOptions, version5: boolean): WhisperCall {
  const { generate_kwargs: further = {}, return_timestamps: timestamps, ...direct } = options;
  const own = Object.fromEntries(Object.entries(direct).filter(([name]) => name in GENERATION_OPTIONS || name === 'signal'));
  const { language, task, is_multilingual: multilingual, return_timestamps: written, ...generation } = checkOptions(TASK, WHISPER_OPTIONS, further as CallOptions);
  const english = (multilingual ?? generator.settings['is_multilingual']) === false;
  if (english && (language ?? task) !== undefined) {
    throw new PipelineError('BAD_OPTION', 'This Whisper knows English only: it takes neither language nor task.', { where: language === undefined ? 'task' : 'language' });
  }
  const named = (language ?? generator.settings['language']) as string | null | undefined;
  const asked = (task ?? generator.settings['task']) as string | null | undefined;
  const setting = generator.settings['return_timestamps'];
  const listsTimes = timestamps === true || setting === true;
  // Among the options of generation they are for `generate` alone, where neither the call nor, in version 4, the model says otherwise.
  const decided = timestamps ?? (version5 ? undefined : setting) ?? undefined;
  return {
    generation: { ...generation, ...own },
    language: named ?? undefined,
    task: asked ?? undefined,
    timestamps: listsTimes || (written === true && decided === undefined),
    listsTimes,
  };
}

/** Tokens of all windows of `features` `[1, mels, frames]`, without start and end tokens. */
async function transcribeFeatures(
  generator: Generator,
  tokenizer: TextTokenizer,
  vocabulary: WhisperTokens,
  features: Tensor,
  windowFrames: number,
  long: boolean,
  call: VersionedCall,
): Promise<number[]> {
  if (long && !call.timestamps && generator.settings['return_timestamps'] === false) {
    throw new PipelineError('BAD_OPTION', 'A clip longer than one window needs timestamps to find where the next window begins.', {
      where: 'return_timestamps',
      hint: 'Pass return_timestamps: true, or chunk_length_s.',
    });
  }
  const timestamps = call.timestamps || long;
  const total = features.dims[2]!;
  const tokens: number[] = [];
  let prompt: number[] | undefined;
  for (let seek = 0; seek < total; ) {
    const frames = Math.min(total - seek, windowFrames);
    const encoded = await encodeInput(generator.parts, { input_features: cutFrames(features, seek, frames, windowFrames) });
    prompt ??= await startTokens(generator, vocabulary, encoded, { ...call, timestamps });
    const settings = generator.resolve(beyondStart(generator, call, prompt.length), prompt.length);
    const rows = await generate({
      decoder: encoderDecoder(generator.parts, encoded),
      settings: { ...settings, suppressTokens: [], beginSuppressTokens: [] },
      prompt,
      processors: whisperProcessors(settings, prompt.length, timestamps, vocabulary, generator),
      decode: (ids) => tokenizer.engine.decode(ids),
      options: call.generation,
    });
    const written = trimEnd(rows[0]!.slice(prompt.length), settings.padTokenId, settings.eosTokenIds);
    const segment = windowSegments(written, vocabulary.firstTime, frames, INPUT_STRIDE);
    tokens.push(...segment.tokens);
    seek += Math.max(segment.frames, 1);
  }
  const language = call.namesLanguage ? prompt?.find((token) => vocabulary.languageOf(token) !== undefined) : undefined;
  return language === undefined ? tokens : [language, ...tokens];
}

/** The options of generation, with a `max_length` that counts from behind the start tokens where the call says so. */
function beyondStart(generator: Generator, { generation, maxPositions }: VersionedCall, startLength: number): CallOptions {
  const { max_length: length, max_new_tokens: most } = { ...generator.beside(generation), ...generation };
  if (maxPositions === undefined || typeof length !== 'number' || typeof most === 'number') return generation;
  return { ...generation, max_length: Math.min(length + Math.min(Math.floor(maxPositions / 2) - 1, startLength), maxPositions) };
}

/** The suppressed tokens and the timestamps' rules, which run after the processors of every generation. */
function whisperProcessors(
  { suppressTokens, beginSuppressTokens, eosTokenIds }: ReturnType<Generator['resolve']>,
  beginIndex: number,
  timestamps: boolean,
  vocabulary: WhisperTokens,
  { settings }: Generator,
): LogitsProcessor[] {
  const ban = (scores: Float32Array, tokens: readonly number[]): void => {
    for (const token of tokens) scores[token] = -Infinity;
  };
  const processors: LogitsProcessor[] = [
    (sequence, scores) => sequence.length === beginIndex && ban(scores, beginSuppressTokens),
    (_sequence, scores) => ban(scores, suppressTokens),
  ];
  if (timestamps) {
    const most = settings['max_initial_timestamp_index'];
    processors.push(
      timestampProcessor({
        noTimestampsId: vocabulary.firstTime - 1,
        eosTokenId: eosTokenIds[0] ?? tokenList(settings['bos_token_id'])[0] ?? 0,
        beginIndex,
        maxInitialIndex: typeof most === 'number' ? most : undefined,
      }),
    );
  }
  return processors;
}

/** Without padding and the end token. */
function trimEnd(tokens: readonly number[], padTokenId: number | undefined, eosTokenIds: readonly number[]): number[] {
  let sequence = [...tokens];
  if (sequence.length > 0 && sequence.at(-1) === padTokenId) {
    const padding = sequence.filter((token) => token === padTokenId).length - (eosTokenIds[0] === padTokenId ? 1 : 0);
    if (padding > 0) sequence = sequence.slice(0, -padding);
  }
  return sequence.length > 0 && sequence.at(-1) === eosTokenIds[0] ? sequence.slice(0, -1) : sequence;
}

/** `frames` frames from `start` on, filled with zeros to a whole window. */
function cutFrames(features: Tensor, start: number, frames: number, windowFrames: number): Tensor {
  const [, mels = 0, total = 0] = features.dims;
  if (start === 0 && total === windowFrames) return features;
  const source = features.data as Float32Array;
  const data = new Float32Array(mels * windowFrames);
  for (let mel = 0; mel < mels; mel++) data.set(source.subarray(mel * total + start, mel * total + start + frames), mel * windowFrames);
  return { type: 'float32', dims: [1, mels, windowFrames], data };
}

