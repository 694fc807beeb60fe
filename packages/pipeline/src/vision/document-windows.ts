/** Words of a document and a question as windows of tokens with boxes, by the tokenizers of LayoutLM and its successors. */
import type { NamedTensors } from '@onnx-capsule/metadata-schema';
import type { Encoding } from '@onnx-capsule/processor-reconstruction/tokenizer';

import { PipelineError } from '../pipeline-error.js';
import { readSettings } from '../read-settings.js';
import type { CallOptions, TaskContext } from '../task.js';
import { int64Tensor } from '../tensor-types.js';
import type { TextEncoder } from '../text-encoding.js';
import type { DocumentQuestion, WordBox } from './document-input.js';

/** Boxes of tokens that are no word of the document. */
export interface SpecialBoxes {
  readonly cls: WordBox;
  readonly sep: WordBox;
  /** Padding and the question's words. */
  readonly rest: WordBox;
}

const NOWHERE: WordBox = [0, 0, 0, 0];
const PAGE_END: WordBox = [1000, 1000, 1000, 1000];

/** The boxes of special tokens: fixed for LayoutLM, named by the tokenizer's configuration for its successors. */
export async function specialBoxes({ config, files }: TaskContext): Promise<SpecialBoxes> {
  const type = config['model_type'];
  if (type !== 'layoutlmv2' && type !== 'layoutlmv3') return { cls: NOWHERE, sep: PAGE_END, rest: NOWHERE };
  const settings = await readSettings(files, 'tokenizer_config.json');
  const box = (name: string, missing: WordBox): WordBox => {
    const given = settings[name];
    return Array.isArray(given) && given.length === 4 ? (given as unknown as WordBox) : missing;
  };
  return {
    cls: box('cls_token_box', NOWHERE),
    sep: box('sep_token_box', type === 'layoutlmv3' ? NOWHERE : PAGE_END),
    rest: box('pad_token_box', NOWHERE),
  };
}

/** Windows of a document that share `doc_stride` tokens, each with the whole question before it. */
export function documentWindows(encoder: TextEncoder, item: DocumentQuestion, options: CallOptions, fixedLength: number | undefined): Encoding[] {
  const { tokenizer } = encoder;
  if (tokenizer.paddingSide !== 'right') {
    throw new PipelineError('UNSUPPORTED_MODEL', 'document-question-answering needs a tokenizer that pads on the right; this one pads on the left.', {
      where: 'tokenizer_config.json padding_side',
    });
  }
  const asked = (options['max_seq_len'] as number | undefined) ?? fixedLength ?? tokenizer.modelMaxLength;
  const longest = asked === undefined ? undefined : Math.min(asked, fixedLength ?? Infinity);
  const stride = (options['doc_stride'] as number | undefined) ?? (longest === undefined ? 0 : Math.min(Math.floor(longest / 2), 256));
  const padding = options['padding'] as boolean | 'longest' | 'max_length' | 'do_not_pad' | undefined;
  const fills = fixedLength !== undefined && longest === fixedLength && tokenizer.padTokenId !== undefined;
  const words = item.word_boxes!.map(([word]) => word);
  const encoding = tokenizer.encode(item.question.split(/\s+/u).filter((word) => word !== ''), {
    isSplitIntoWords: true,
    ...(words.length > 0 && { pair: words }),
    truncation: longest === undefined ? false : 'only_second',
    ...(longest !== undefined && { maxLength: longest, stride }),
    padding: fills ? 'max_length' : (padding ?? false),
  });
  return [encoding, ...encoding.overflowing];
}

/** The feeds of one window but for the page's pixels. */
export function windowFeeds(encoder: TextEncoder, window: Encoding, item: DocumentQuestion, boxes: SpecialBoxes): NamedTensors {
  const { engine, clsTokenId } = encoder.tokenizer;
  const { sepToken } = engine.settings;
  const sepTokenId = sepToken === undefined ? undefined : engine.tokenToId(sepToken);
  const boxOf = (id: number, token: number): WordBox => {
    const word = window.wordIds[token];
    if (window.sequenceIds[token] === 1 && word !== null && word !== undefined) return item.word_boxes![word]![1];
    if (window.sequenceIds[token] === 0) return boxes.rest;
    if (id === sepTokenId) return boxes.sep;
    return id === clsTokenId ? boxes.cls : boxes.rest;
  };
  return {
    ...encoder.feeds(window),
    token_type_ids: int64Tensor(window.typeIds),
    bbox: int64Tensor(window.ids.flatMap((id, token) => [...boxOf(id, token)]), [1, window.length, 4]),
  };
}
