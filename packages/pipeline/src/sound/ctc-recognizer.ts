/** Speech recognition with CTC models: wav2vec 2.0, HuBERT, WavLM and their like. */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';
import { chunkAudio } from '@onnx-capsule/processor-reconstruction/audio';

import { argmax } from '../generation/float-math.js';
import { outputTensor } from '../label-scores.js';
import { oneOf, optional, refused } from '../option-guard.js';
import { PipelineError } from '../pipeline-error.js';
import { readSettings } from '../read-settings.js';
import type { CallOptions, TaskContext } from '../task.js';
import { convertTensor } from '../tensor-types.js';
import { chunkingOptions, chunkLengths } from './chunk-options.js';
import { type CtcAlphabet, ctcChunks, ctcText } from './ctc-transcript.js';
import type { Clip, PreparedClip, Recognizer, Transcript } from './recognizer.js';

const NOT_GENERATING = 'models of this kind do not generate step by step.';

/** The recogniser over one model. */
export async function createCtcRecognizer(context: TaskContext): Promise<Recognizer> {
  const { config, model, processor } = context;
  const featureExtractor = await processor.loadFeatureExtractor();
  const alphabet = await readAlphabet(context);
  const ratio = samplesPerFrame(config);
  return {
    options: {
      ...chunkingOptions(),
      return_timestamps: optional(oneOf('char', 'word', false)),
      return_language: refused('only Whisper knows the language.'),
      generate_kwargs: refused(NOT_GENERATING),
      max_new_tokens: refused(NOT_GENERATING),
      decoder_kwargs: refused('a language model beside the acoustic model is not used here.'),
    },
    async prepare(clip, options): Promise<PreparedClip> {
      const lengths = chunkLengths(options);
      const clips: readonly Clip[] = lengths
        ? chunkAudio(clip.audio, { ...lengths, alignTo: ratio ?? 1 }).map(({ audio, stride }): Clip => ({ audio, stride: [stride[1], stride[2]] }))
        : [clip];
      const feeds: NamedTensors[] = [];
      for (const { audio } of clips) feeds.push(await featureExtractor.process([audio], { return_attention_mask: model.takes('attention_mask') }));
      return { feeds, state: clips.map(({ audio, stride }): Piece => ({ samples: audio.data.length, stride })) };
    },
    finish(outputs, state, options): Transcript {
      const pieces = state as readonly Piece[] | undefined;
      const frames = outputs.flatMap((output, index) => {
        const best = bestTokens(output);
        const piece = pieces?.[index];
        if (!piece?.stride) return best;
        const { total, left, right } = framesOfStride(piece.samples, piece.stride, requireRatio(ratio, 'stride'));
        return best.slice(left, total - right);
      });
      const text = ctcText(frames, alphabet);
      const unit = options['return_timestamps'] as 'char' | 'word' | false | undefined;
      if (unit === undefined || unit === false) return { text };
      const samples = requireRatio(ratio, 'return_timestamps');
      return { text, chunks: ctcChunks(frames, alphabet, unit, (frame) => (frame * samples) / featureExtractor.samplingRate) };
    },
    dispose: () => Promise.resolve(),
  };
}

/** What is known of one piece once its features are made. */
interface Piece {
  readonly samples: number;
  readonly stride: Clip['stride'];
}

/** The likeliest token of each frame. */
function bestTokens(output: NamedTensors): number[] {
  const logits = convertTensor(outputTensor(output, 'logits'), 'float32');
  const width = logits.dims.at(-1)!;
  const data = logits.data as Float32Array;
  return Array.from({ length: data.length / width }, (_, frame) => argmax(data.subarray(frame * width, (frame + 1) * width)));
}

async function readAlphabet({ files, processor, warn }: TaskContext): Promise<CtcAlphabet> {
  const engine = await processor.loadTokenizer();
  const settings = await readSettings(files, 'tokenizer_config.json');
  if (typeof settings['processor_class'] === 'string' && settings['processor_class'].endsWith('WithLM')) warn('The language model beside this model is not used: the transcript is the acoustic model’s own.');
  const { padToken = '<pad>', cleanUpTokenizationSpaces = false } = engine.settings;
  return {
    token: (id) => engine.idToToken(id) ?? '',
    blank: padToken,
    delimiter: typeof settings['word_delimiter_token'] === 'string' ? settings['word_delimiter_token'] : '|',
    space: typeof settings['replace_word_delimiter_char'] === 'string' ? settings['replace_word_delimiter_char'] : ' ',
    lowerCase: settings['do_lower_case'] === true,
    cleanUp: cleanUpTokenizationSpaces,
  };
}

/** Wav2Vec2-BERT reads 160 values a frame of 20 ms; its adapter layers shrink that further. */
function samplesPerBertFrame(config: CallOptions): number {
  const { feature_projection_input_dim: width = 160, add_adapter: adapts, adapter_stride: stride = 2, num_adapter_layers: layers = 1 } = config;
  return Number(width) * 2 * (adapts === true ? Number(stride) ** Number(layers) : 1);
}

/** Samples that one output frame stands for: the product of the convolutions' strides. */
function samplesPerFrame(config: CallOptions): number | undefined {
  if (config['model_type'] === 'wav2vec2-bert') return samplesPerBertFrame(config);
  const strides = config['conv_stride'];
  if (Array.isArray(strides)) return strides.reduce((product: number, stride) => product * Number(stride), 1);
  return typeof config['inputs_to_logits_ratio'] === 'number' ? config['inputs_to_logits_ratio'] : undefined;
}

function requireRatio(ratio: number | undefined, option: string): number {
  if (ratio !== undefined) return ratio;
  throw new PipelineError('BAD_OPTION', `${option} needs to know how many samples a frame stands for; config.json has no conv_stride.`, {
    where: 'config.json conv_stride',
    hint: `Leave ${option} out.`,
  });
}

/** The reference's `rescale_stride`: samples to frames, rounded half to even. */
function framesOfStride(samples: number, [left, right]: readonly [number, number], ratio: number): { total: number; left: number; right: number } {
  const total = roundHalfToEven(samples / ratio);
  return { total, left: roundHalfToEven((left / samples) * total), right: roundHalfToEven((right / samples) * total) };
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
