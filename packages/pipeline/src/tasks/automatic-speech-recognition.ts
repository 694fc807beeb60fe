/** automatic-speech-recognition: what is said in a clip, after transformers 4.57.6's AutomaticSpeechRecognitionPipeline. */
import { audioCall, readAudio, type AudioInput } from '../audio-input.js';
import type { GenerationOptions } from '../generation/option-rules.js';
import { isRecord } from '../call-arguments.js';
import { PipelineError } from '../pipeline-error.js';
import type { Clip, Recognizer, Transcript } from '../sound/recognizer.js';
import type { Task, TaskContext } from '../task.js';

/** Call options of automatic-speech-recognition; which of them a model takes depends on its kind. */
export interface SpeechRecognitionOptions {
  /** CTC: `char` or `word`. Whisper: `true` for segments. */
  readonly return_timestamps?: boolean | 'char' | 'word' | null;
  /** Seconds of the chunks that a long clip is cut into. */
  readonly chunk_length_s?: number | null;
  /** Seconds by which chunks overlap, left and right; a sixth of the chunk by default. */
  readonly stride_length_s?: number | readonly [number, number] | null;
  /** Whisper: each chunk names its language. */
  readonly return_language?: boolean | null;
  /** Options of generation; Whisper's `language` and `task` are among them. */
  readonly generate_kwargs?: GenerationOptions & { readonly language?: string; readonly task?: 'transcribe' | 'translate'; readonly return_timestamps?: boolean | null } | null;
  readonly batch_size?: number;
  readonly signal?: AbortSignal;
}

/** How an automatic-speech-recognition pipeline is called. */
export interface SpeechRecognition {
  (input: AudioInput, options?: SpeechRecognitionOptions): Promise<Transcript>;
  (input: readonly AudioInput[], options?: SpeechRecognitionOptions): Promise<Transcript[]>;
}

const TASK = 'automatic-speech-recognition';

/** The task over one model. */
export async function createSpeechRecognition(context: TaskContext): Promise<Task<AudioInput>> {
  const featureExtractor = await context.processor.loadFeatureExtractor();
  const recognizer = await createRecognizer(context);
  return {
    options: recognizer.options,
    parse: audioCall(TASK),
    async prepare(item, options) {
      const audio = await readAudio(item, featureExtractor.samplingRate);
      const clip: Clip = { audio, stride: strideOf(item, audio.data.length) };
      return recognizer.prepare(clip, options);
    },
    ...(recognizer.run && { run: (feeds, options) => recognizer.run!(feeds, options) }),
    finish: (outputs, prepared, options) => recognizer.finish(outputs, prepared.state, options),
    dispose: () => recognizer.dispose(),
  };
}

async function createRecognizer(context: TaskContext): Promise<Recognizer> {
  const { config, model } = context;
  if (config['model_type'] === 'whisper') return (await import('../sound/whisper-recognizer.js')).createWhisperRecognizer(context);
  const gives = (name: string): boolean => model.outputs.some((output) => output.name === name);
  const whole = gives('logits') && !model.takes('decoder_input_ids') && !model.takes('encoder_hidden_states');
  if (whole) return (await import('../sound/ctc-recognizer.js')).createCtcRecognizer(context);
  return (await import('../sound/seq2seq-recognizer.js')).createSeq2SeqRecognizer(context);
}

/** `{ array, sampling_rate, stride: [left, right] }`: samples at the ends that belong to neighbours, at the clip's own rate. */
function strideOf(item: AudioInput, samples: number): readonly [number, number] | undefined {
  if (!isRecord(item) || !('stride' in item)) return undefined;
  const { stride } = item as { readonly stride: unknown };
  const source = (item as { array?: ArrayLike<number>; raw?: ArrayLike<number>; data?: ArrayLike<number> });
  const length = (source.array ?? source.raw ?? source.data)?.length ?? samples;
  const valid = Array.isArray(stride) && stride.length === 2 && stride.every((entry) => Number.isInteger(entry) && entry >= 0);
  if (!valid || (stride as number[])[0]! + (stride as number[])[1]! > length) {
    throw new PipelineError('BAD_INPUT', `stride must be two numbers of samples within the clip of ${length} samples.`, { where: 'stride' });
  }
  const [left, right] = stride as [number, number];
  const ratio = samples / length;
  return [Math.round(left * ratio), Math.round(right * ratio)];
}
