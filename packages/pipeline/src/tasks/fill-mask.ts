/** fill-mask: likely tokens for masked places, after transformers 4.57.6's FillMaskPipeline. */
import { optionsAt, requireText } from '../call-arguments.js';
import { outputTensor, softmax } from '../label-scores.js';
import { checkOptions, integer, record, textOrList } from '../option-guard.js';
import { PipelineError } from '../pipeline-error.js';
import { requireState } from '../prepared-state.js';
import type { CallOptions, ParsedCall, Task, TaskContext } from '../task.js';
import { floatData } from '../tensor-types.js';
import { textEncoder, TOKENIZER_OPTIONS, type TokenizerOptions } from '../text-encoding.js';
import type { TextTokenizer } from '../text-tokenizer.js';

/** Call options of fill-mask. */
export interface FillMaskOptions {
  /** How many tokens to return for each mask, 5 by default. */
  readonly top_k?: number;
  /** The only tokens that count; a word that is no token stands for its first token. */
  readonly targets?: string | readonly string[];
  /** Arguments of Python's tokenizer call. */
  readonly tokenizer_kwargs?: TokenizerOptions;
  readonly batch_size?: number;
  readonly signal?: AbortSignal;
}

/** A token in the place of a mask. */
export interface FilledMask {
  readonly score: number;
  /** Id of the token. */
  readonly token: number;
  readonly token_str: string;
  /** The text with the token in its place. */
  readonly sequence: string;
}

/** How a fill-mask pipeline is called; a text with several masks gives one list for each. */
export interface FillMask {
  (input: string, options?: FillMaskOptions): Promise<FilledMask[]>;
  (input: readonly string[], options?: FillMaskOptions): Promise<FilledMask[][]>;
}

const DEFAULT_TOP_K = 5;

/** The task over one model. */
export async function createFillMask(context: TaskContext): Promise<Task<string>> {
  const encoder = textEncoder(context.model, await context.processor.loadTokenizer());
  const { tokenizer } = encoder;
  const { maskTokenId } = tokenizer;
  if (maskTokenId === undefined) {
    throw new PipelineError('NO_MASK_TOKEN', 'The tokenizer has no mask token, so nothing can be filled in.', { where: 'tokenizer_config.json mask_token' });
  }
  const mask = tokenizer.engine.idToToken(maskTokenId) ?? '';
  return {
    options: { top_k: integer(1), targets: textOrList(), tokenizer_kwargs: record() },
    parse: parseTexts,
    prepare(item, options) {
      const kwargs = checkOptions('tokenizer_kwargs', TOKENIZER_OPTIONS, (options['tokenizer_kwargs'] ?? {}) as CallOptions);
      const encoding = encoder.encode(requireText(item, 'The input'), undefined, kwargs);
      if (!encoding.ids.includes(maskTokenId)) {
        throw new PipelineError('NO_MASK', `The input has no ${mask}.`, { hint: `Write ${mask} where a word is to be filled in.` });
      }
      return { feeds: [encoder.feeds(encoding)], state: encoding.ids };
    },
    finish(outputs, prepared, options) {
      const ids = requireState(prepared, 'fill-mask', 'the tokens') as readonly number[];
      const logits = outputTensor(outputs[0]!, 'logits');
      const width = logits.dims.at(-1)!;
      const data = floatData(logits);
      const places = ids.flatMap((id, place) => (id === maskTokenId ? [place] : []));
      const targets = options['targets'] === undefined ? undefined : targetIds(tokenizer, [options['targets']].flat() as string[], context.warn);
      const rows = places.map((place) => {
        const best = likeliest(softmax(data.subarray(place * width, (place + 1) * width)), targets, (options['top_k'] as number | undefined) ?? DEFAULT_TOP_K);
        return best.map(([token, score]) => filled(tokenizer, ids, place, token, score, places.length === 1));
      });
      return rows.length === 1 ? rows[0]! : rows;
    },
    batching: encoder.batching(true),
  };
}

/** A list of one text gives what the text gives: the reference's habit. */
function parseTexts(args: readonly unknown[]): ParsedCall {
  const input = args[0];
  const options = optionsAt(args, 1);
  if (!Array.isArray(input)) return { items: [input], single: true, options };
  return { items: input, single: input.length === 1, options };
}

/** Ids of the wanted words: tokens by name, else the first token of the word. */
function targetIds(tokenizer: TextTokenizer, targets: readonly string[], warn: (message: string) => void): readonly number[] {
  const ids = new Set<number>();
  for (const target of targets) {
    const known = tokenizer.engine.tokenToId(target);
    const id = known ?? tokenizer.encode(target, { addSpecialTokens: false, truncation: 'longest_first', maxLength: 1, padding: false }).ids[0];
    if (known === undefined) {
      const instead = id === undefined ? 'ignored' : `replaced by its first token ${JSON.stringify(tokenizer.engine.idToToken(id))}`;
      warn(`The target ${JSON.stringify(target)} is no token of the model; it is ${instead}.`);
    }
    if (id !== undefined) ids.add(id);
  }
  if (ids.size === 0) throw new PipelineError('BAD_OPTION', 'targets names no token of the model.', { where: 'targets', hint: 'Give at least one word.' });
  return [...ids];
}

/** The `count` likeliest of all tokens, or of `targets`, by falling score. */
function likeliest(scores: Float32Array, targets: readonly number[] | undefined, count: number): (readonly [number, number])[] {
  if (targets) {
    const pairs = targets.map((id): readonly [number, number] => [id, scores[id] ?? 0]);
    return pairs.sort((a, b) => b[1] - a[1]).slice(0, count);
  }
  if (count > scores.length) {
    throw new PipelineError('BAD_OPTION', `top_k is ${count}; the model knows ${scores.length} tokens.`, { where: 'top_k' });
  }
  const best: (readonly [number, number])[] = [];
  for (let id = 0; id < scores.length; id++) {
    const score = scores[id]!;
    if (best.length === count && score <= best[count - 1]![1]) continue;
    let place = best.length;
    while (place > 0 && best[place - 1]![1] < score) place--;
    best.splice(place, 0, [id, score]);
    if (best.length > count) best.pop();
  }
  return best;
}

/** With one mask the text is shown without special tokens; with several they stay, so that the other masks are seen. */
function filled(tokenizer: TextTokenizer, ids: readonly number[], place: number, token: number, score: number, single: boolean): FilledMask {
  const sequence = ids.map((id, index) => (index === place ? token : id)).filter((id) => id !== tokenizer.padTokenId);
  return {
    score,
    token,
    token_str: tokenizer.engine.decode([token]),
    sequence: tokenizer.engine.decode(sequence, { skipSpecialTokens: single }),
  };
}
