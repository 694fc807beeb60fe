/** text-to-audio: speech from text with VITS models, after transformers 4.57.6's TextToAudioPipeline. */
import type { Tensor } from '@onnx-capsule/metadata-schema';

import { optionsAt, requireText } from '../call-arguments.js';
import { outputTensor } from '../label-scores.js';
import { optional, record, refused, value } from '../option-guard.js';
import { PipelineError } from '../pipeline-error.js';
import { vitsCharacters } from '../sound/vits-characters.js';
import type { Task, TaskContext } from '../task.js';
import { convertTensor, int64Tensor } from '../tensor-types.js';

/** Call options of text-to-audio. */
export interface TextToAudioOptions {
  /** Further inputs of the graph, e.g. `{ speaker_id: 3 }`. */
  readonly forward_params?: Readonly<Record<string, number>> | null;
  readonly signal?: AbortSignal;
}

/** One clip. */
export interface SpokenAudio {
  /** Samples `[1, samples]`, nominal range -1 … 1. */
  readonly audio: Tensor;
  /** Samples per second. */
  readonly sampling_rate: number;
}

/** How a text-to-audio pipeline is called. */
export interface TextToAudio {
  (input: string, options?: TextToAudioOptions): Promise<SpokenAudio>;
  (input: readonly string[], options?: TextToAudioOptions): Promise<SpokenAudio[]>;
}

/** The task over one model. */
export async function createTextToAudio(context: TaskContext): Promise<Task<string>> {
  const { config, model, files } = context;
  const type = String(config['model_type']);
  const samplingRate = config['sampling_rate'];
  if (type !== 'vits' || typeof samplingRate !== 'number') {
    throw new PipelineError('UNSUPPORTED_MODEL', `text-to-audio runs VITS models (VITS, MMS-TTS); this one is ${type}.`, {
      where: 'config.json model_type',
      hint: 'Use ONNXAutoModel and ONNXAutoProcessor to get at its tensors.',
    });
  }
  const encode = await vitsCharacters(files);
  return {
    options: {
      forward_params: optional(
        value('an object of numbers by input name', (given) => record().accepts(given) && Object.values(given as object).every(Number.isFinite)),
      ),
      preprocess_params: refused('the text is read as the tokenizer files say.'),
      generate_kwargs: refused('VITS models do not generate step by step.'),
    },
    parse(args) {
      const [input] = args;
      const options = optionsAt(args, 1);
      return Array.isArray(input)
        ? { items: input.map((text) => requireText(text, 'The input')), single: false, options }
        : { items: [requireText(input, 'The input')], single: true, options };
    },
    prepare(text, options) {
      const ids = encode(text);
      if (ids.length === 0) {
        throw new PipelineError('BAD_INPUT', 'The text has no character that the model knows.', { where: 'text' });
      }
      const feeds: Record<string, Tensor> = { input_ids: int64Tensor(ids) };
      if (model.takes('attention_mask')) feeds['attention_mask'] = int64Tensor(ids.map(() => 1));
      for (const [name, given] of Object.entries((options['forward_params'] as Record<string, number> | undefined) ?? {})) {
        if (!model.takes(name)) {
          throw new PipelineError('BAD_OPTION', `forward_params names ${name}, which is no input of this graph.`, {
            where: 'forward_params',
            hint: '`onnx-capsule inspect` lists the inputs.',
          });
        }
        const rank = model.inputs.find((input) => input.name === name)?.shape?.length ?? 1;
        feeds[name] = { type: 'float32', dims: new Array<number>(rank).fill(1), data: Float32Array.of(given) };
      }
      return { feeds: [feeds] };
    },
    finish: (outputs): SpokenAudio => ({ audio: convertTensor(outputTensor(outputs[0]!, 'waveform'), 'float32'), sampling_rate: samplingRate }),
  };
}
