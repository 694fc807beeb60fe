/** Answers that a model writes after looking at a page: Donut, a vision encoder with a decoder. */
import { encodeInput, encoderDecoder } from '../generation/encoder-decoder.js';
import { generate } from '../generation/generate.js';
import { sequenceRows, sequencesTensor } from '../generation/sequences.js';
import { createGenerator } from '../generation/task-settings.js';
import { readImage } from '../image-input.js';
import { integer, refused, type OptionTable } from '../option-guard.js';
import { PipelineError } from '../pipeline-error.js';
import type { Task, TaskContext } from '../task.js';
import { textTokenizer } from '../text-tokenizer.js';
import { documentCall, type DocumentQuestion } from './document-input.js';
import { IMAGE_OPTIONS } from './image-options.js';

const DEFAULTS = { max_new_tokens: 256 };
const NO_WINDOWS = 'this model looks at the page and writes its answer; there are no windows of words.';

const OPTIONS: OptionTable = {
  top_k: integer(1),
  padding: refused(NO_WINDOWS),
  doc_stride: refused(NO_WINDOWS),
  max_seq_len: refused(NO_WINDOWS),
  max_answer_len: refused(NO_WINDOWS),
  max_question_len: refused(NO_WINDOWS),
  handle_impossible_answer: refused(NO_WINDOWS),
  lang: refused('this model reads the page itself.'),
  tesseract_config: refused('this model reads the page itself.'),
  ...IMAGE_OPTIONS,
};

/** The task over one model. */
export async function createDonutAnswers(context: TaskContext): Promise<Task<DocumentQuestion>> {
  const imageProcessor = await context.processor.loadImageProcessor();
  const tokenizer = textTokenizer(await context.processor.loadTokenizer());
  const { engine } = tokenizer;
  const generator = await createGenerator(context, DEFAULTS, tokenizer);
  if (!generator.parts.encoder) {
    await generator.parts.dispose();
    throw new PipelineError('UNSUPPORTED_MODEL', 'document-question-answering runs Donut as an encoder with a decoder beside it; this model is one graph.', {
      where: 'the graph',
      hint: 'Export with encoder_model.onnx and decoder_model.onnx.',
    });
  }
  return {
    options: OPTIONS,
    parse: documentCall,
    async prepare(item) {
      const prompt = engine.encode(`<s_docvqa><s_question>${item.question}</s_question><s_answer>`, { addSpecialTokens: false, truncation: false, padding: false });
      if (item.image === undefined) throw new PipelineError('BAD_INPUT', 'This model looks at the page: image is missing.', { where: 'image' });
      return { feeds: [await imageProcessor.process([await readImage(item.image)])], state: prompt.ids };
    },
    async run(feeds, options, state) {
      const prompt = state as readonly number[] | undefined;
      if (!prompt) throw new PipelineError('NO_CONTEXT', 'document-question-answering needs the question; pass what preprocess returned to forward.');
      const rows = await generate({
        decoder: encoderDecoder(generator.parts, await encodeInput(generator.parts, feeds)),
        settings: generator.resolve({}, prompt.length),
        prompt,
        decode: (tokens) => engine.decode(tokens),
        options: { signal: options['signal'] },
      });
      return sequencesTensor(rows);
    },
    finish: (outputs) => [{ answer: answerIn(engine.decode(sequenceRows(outputs[0]!)[0] ?? []), engine.settings) }],
    dispose: () => generator.parts.dispose(),
  };
}

/** The text between `<s_answer>` and its end; `null` where the model wrote no such thing. */
function answerIn(written: string, { eosToken, padToken }: { readonly eosToken?: string; readonly padToken?: string }): string | null {
  const special = [eosToken, padToken].filter((token) => token !== undefined && token !== '');
  const plain = special.reduce<string>((text, token) => text.replaceAll(token!, ''), written);
  const untagged = plain.replace(/<.*?>/u, '').trim();
  return /<s_answer>(.*)<\/s_answer>/u.exec(untagged)?.[1]?.trim() ?? null;
}
