/** The `padding` section and `encode`'s options of the same meaning. */
import { ProcessorError } from '../processor-error.js';
import type { EncodingPart } from './encoding.js';
import type { JsonNode } from './json-node.js';
import { partLength } from './encoding.js';
import type { Side } from './truncation.js';
import { LARGEST_ID } from './vocabulary.js';

export interface Padding {
  /** A fixed length; `undefined`: the longest of the batch. */
  readonly length: number | undefined;
  readonly multipleOf: number | undefined;
  readonly side: Side;
  readonly id: number;
  readonly typeId: number;
  readonly token: string;
}

/** Reads the section; `undefined` for null. @throws {ProcessorError} `BAD_TOKENIZER`. */
export function readPadding(node: JsonNode): Padding | undefined {
  if (node.isAbsent()) return undefined;
  const strategy = node.at('strategy');
  const length = strategy.value === 'BatchLongest' ? undefined : strategy.at('Fixed').index();
  return {
    length,
    multipleOf: node.at('pad_to_multiple_of').optional((value) => value.index(), undefined),
    side: node.at('direction').oneOf(['Left', 'Right']) === 'Left' ? 'left' : 'right',
    id: node.at('pad_id').index(LARGEST_ID),
    typeId: node.at('pad_type_id').index(LARGEST_ID),
    token: node.at('pad_token').string(),
  };
}

/** Nothing is padded beyond this many tokens: it would take more memory than there is. */
const LONGEST_PADDED = 2 ** 24;

/** The length that encodings of these lengths are padded to. @throws {ProcessorError} `BAD_OPTION` where that is absurd. */
export function paddedLength(lengths: readonly number[], rule: Padding): number {
  const longest = lengths.reduce((high, one) => Math.max(high, one), 0);
  let target = rule.length ?? longest;
  if (rule.multipleOf !== undefined && rule.multipleOf > 0 && target % rule.multipleOf > 0) target += rule.multipleOf - (target % rule.multipleOf);
  if (target <= longest || target <= LONGEST_PADDED) return target;
  throw new ProcessorError('BAD_OPTION', `encode: padding to ${target} tokens is more than the ${LONGEST_PADDED} that are possible`, {
    hint: 'Give a smaller maxLength or padToMultipleOf.',
  });
}

/** Adds padding up to `target` tokens. */
export function padParts(parts: readonly EncodingPart[], target: number, rule: Padding): readonly EncodingPart[] {
  const length = parts.reduce((sum, part) => sum + partLength(part), 0);
  if (length >= target) return parts;
  const padding: EncodingPart = { kind: 'padding', id: rule.id, token: rule.token, typeId: rule.typeId, count: target - length };
  return rule.side === 'left' ? [padding, ...parts] : [...parts, padding];
}
