/** Speech recognition with encoder-decoder models that are not Whisper: Speech2Text, SpeechEncoderDecoder, Moonshine. */
import { encodeInput, encoderDecoder } from '../generation/encoder-decoder.js';
import { generate } from '../generation/generate.js';
import { GENERATION_OPTIONS } from '../generation/option-rules.js';
import { sequenceRows, sequencesTensor } from '../generation/sequences.js';
import { createGenerator } from '../generation/task-settings.js';
import { checkOptions, oneOf, optional, record, refused } from '../option-guard.js';
import { PipelineError } from '../pipeline-error.js';
import type { CallOptions, TaskContext } from '../task.js';
import { textTokenizer } from '../text-tokenizer.js';
import type { PreparedClip, Recognizer, Transcript } from './recognizer.js';

const DEFAULTS = { max_new_tokens: 256, num_beams: 5 };

/** The recogniser over one model. */
export async function createSeq2SeqRecognizer(context: TaskContext): Promise<Recognizer> {
  const featureExtractor = await context.processor.loadFeatureExtractor();
  const tokenizer = textTokenizer(await context.processor.loadTokenizer());
  const generator = await createGenerator(context, DEFAULTS, tokenizer);
  if (!generator.parts.encoder) {
    await generator.parts.dispose();
    throw new PipelineError('UNSUPPORTED_MODEL', 'automatic-speech-recognition with this model needs encoder_model.onnx and a decoder beside it.', { where: 'the graph' });
  }
  return {
    options: {
      ...GENERATION_OPTIONS,
      generate_kwargs: optional(record()),
      return_timestamps: optional(oneOf(false)),
      chunk_length_s: refused('models of this kind take a clip whole.'),
      stride_length_s: refused('models of this kind take a clip whole.'),
      return_language: refused('only Whisper knows the language.'),
      decoder_kwargs: refused('a language model beside the acoustic model is not used here.'),
    },
    async prepare(clip): Promise<PreparedClip> {
      return { feeds: [await featureExtractor.process([clip.audio], { return_attention_mask: true })], state: undefined };
    },
    async run(feeds, options) {
      const { generate_kwargs: further = {}, ...direct } = options;
      const own = Object.fromEntries(Object.entries(direct).filter(([name]) => name in GENERATION_OPTIONS || name === 'signal'));
      const call: CallOptions = { ...checkOptions('automatic-speech-recognition', GENERATION_OPTIONS, further as CallOptions), ...own };
      const settings = generator.resolve(call, 1);
      const rows = await generate({
        decoder: encoderDecoder(generator.parts, await encodeInput(generator.parts, feeds)),
        settings,
        prompt: settings.decoderStartTokenIds.slice(0, 1),
        decode: (tokens) => tokenizer.engine.decode(tokens),
        options: call,
      });
      return sequencesTensor(rows);
    },
    finish: (outputs): Transcript => ({ text: tokenizer.engine.decode(sequenceRows(outputs[0]!)[0] ?? [], { skipSpecialTokens: true }) }),
    dispose: () => generator.parts.dispose(),
  };
}
