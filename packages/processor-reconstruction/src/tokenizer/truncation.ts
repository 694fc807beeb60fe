/** The `truncation` section and `encode`'s options of the same meaning. */
import { ProcessorError } from '../processor-error.js';
import type { TextPart } from './encoding.js';
import type { JsonNode } from './json-node.js';

export type Side = 'left' | 'right';
export type TruncationStrategy = 'longest_first' | 'only_first' | 'only_second';

export interface Truncation {
  readonly maxLength: number;
  readonly stride: number;
  readonly strategy: TruncationStrategy;
  readonly side: Side;
}

const STRATEGIES = { LongestFirst: 'longest_first', OnlyFirst: 'only_first', OnlySecond: 'only_second' } as const;

/** Reads the section; `undefined` for null. @throws {ProcessorError} `BAD_TOKENIZER`. */
export function readTruncation(node: JsonNode): Truncation | undefined {
  if (node.isAbsent()) return undefined;
  return {
    maxLength: node.at('max_length').index(),
    stride: node.at('stride').index(),
    strategy: STRATEGIES[node.at('strategy').oneOf(['LongestFirst', 'OnlyFirst', 'OnlySecond'])],
    side: node.at('direction').optional((value) => value.oneOf(['Left', 'Right']), 'Right') === 'Left' ? 'left' : 'right',
  };
}

/** A text with the windows that truncation cut it into: the first is kept, the others overflow. */
export interface Windows {
  readonly main: TextPart;
  readonly overflowing: readonly TextPart[];
}

const length = (part: TextPart): number => part.end - part.start;

function truncatePart(part: TextPart, maxLength: number, rule: Truncation): Windows {
  const total = length(part);
  const none = { main: part, overflowing: [] };
  if (maxLength >= total) return none;
  if (maxLength === 0) return { main: { ...part, end: part.start }, overflowing: [part] };
  const { stride } = rule;
  if (stride >= maxLength) {
    throw new ProcessorError(
      'BAD_TRUNCATION',
      `truncation: stride ${stride} must be less than ${maxLength}, the part of the length that is left for the text beside the special tokens`,
      { hint: 'Give a smaller stride or a larger maxLength.' },
    );
  }
  const windows: TextPart[] = [];
  const step = maxLength - stride;
  if (rule.side === 'right') {
    for (let start = 0; ; start += step) {
      const end = Math.min(start + maxLength, total);
      windows.push({ ...part, start: part.start + start, end: part.start + end });
      if (end === total) break;
    }
  } else {
    for (let end = total; end > 0; end -= step) {
      const start = Math.max(0, end - maxLength);
      windows.push({ ...part, start: part.start + start, end: part.start + end });
      if (start === 0) break;
    }
  }
  const [main, ...overflowing] = windows as [TextPart, ...TextPart[]];
  return { main, overflowing };
}

/** Cuts the texts so that together they have `rule.maxLength` tokens at most. */
export function truncate(parts: readonly TextPart[], rule: Truncation | undefined): Windows[] {
  const untouched = parts.map((part): Windows => ({ main: part, overflowing: [] }));
  if (rule === undefined) return untouched;
  const { maxLength, strategy } = rule;
  if (maxLength === 0) return parts.map((part) => truncatePart(part, 0, rule));
  const total = parts.reduce((sum, part) => sum + length(part), 0);
  if (total <= maxLength) return untouched;
  const excess = total - maxLength;
  const [first, second] = parts as [TextPart, TextPart?];
  if (strategy === 'longest_first') {
    if (second === undefined) return [truncatePart(first, total - excess, rule)];
    const [a, b] = longestFirst(length(first), length(second), maxLength);
    return [truncatePart(first, a, rule), truncatePart(second, b, rule)];
  }
  const target = strategy === 'only_first' ? first : second;
  if (target === undefined) {
    throw new ProcessorError('BAD_TRUNCATION', 'truncation: only_second was asked for, but there is no second text', { hint: 'Give a pair, or another strategy.' });
  }
  if (length(target) <= excess) {
    throw new ProcessorError(
      'BAD_TRUNCATION', `truncation: ${strategy} has to remove ${excess} tokens of a text that has ${length(target)}`,
      { hint: 'Give a larger maxLength, or the strategy longest_first.' },
    );
  }
  return parts.map((part, i) => (part === target ? truncatePart(part, length(part) - excess, rule) : untouched[i]!));
}

/** The lengths of two texts that share `maxLength`, the longer one losing first. */
function longestFirst(first: number, second: number, maxLength: number): [number, number] {
  let short = Math.min(first, second);
  let long = short > maxLength ? short : Math.max(short, maxLength - short);
  if (short + long > maxLength) {
    short = Math.floor(maxLength / 2);
    long = short + (maxLength % 2);
  }
  return first > second ? [long, short] : [short, long];
}
