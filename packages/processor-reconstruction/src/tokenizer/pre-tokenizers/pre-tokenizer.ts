/** Builds the `pre_tokenizer` section of a tokenizer.json. */
import { type AlignedText, sliceAligned } from '../aligned-text.js';
import { byteCharacters } from '../byte-alphabet.js';
import type { JsonNode } from '../json-node.js';
import { readMetaspace } from '../metaspace.js';
import { prepend, replacePattern, replaceUnit } from '../normalizers/replace.js';
import { literalPattern, readPattern, regexPattern } from '../regex/pattern.js';
import { GPT2_PATTERN } from './gpt2-pattern.js';
import {
  splitBert, splitDelimiter, splitDigits, splitFixed, splitPunctuation, splitScripts, splitWhiteSpace, splitWords,
} from './character-splits.js';
import { SPLIT_BEHAVIORS, splitBounds } from './split-behavior.js';
import { ProcessorError } from '../../processor-error.js';

/** A text and the words in it: starts and ends, alternating; none is empty. */
export interface Words {
  readonly text: AlignedText;
  readonly bounds: readonly number[];
}

/** Cuts a piece of text into words, in order. */
export type PreTokenizer = (piece: AlignedText) => Words[];

const TYPES = [
  'Sequence', 'BertPreTokenizer', 'ByteLevel', 'CharDelimiterSplit', 'Metaspace', 'Whitespace', 'WhitespaceSplit', 'Split', 'Punctuation',
  'Digits', 'UnicodeScripts', 'FixedLength',
] as const;

const DEFAULT_FIXED_LENGTH = 5;
const SPACE = literalPattern(' ');

/** @throws {ProcessorError} `BAD_TOKENIZER` naming the JSON path of what it cannot use, `BAD_REGEX`, `UNSUPPORTED_REGEX`. */
export function readPreTokenizer(node: JsonNode): PreTokenizer {
  switch (node.at('type').oneOf(TYPES)) {
    case 'Sequence': {
      const steps = node.at('pretokenizers').list().map(readPreTokenizer);
      return (piece) => steps.reduce<Words[]>((words, step) => words.flatMap(pieces).flatMap(step), [{ text: piece, bounds: [0, piece.text.length] }]);
    }
    case 'BertPreTokenizer': return inside(splitBert);
    case 'ByteLevel': return readByteLevel(node);
    case 'CharDelimiterSplit': {
      const delimiter = node.at('delimiter').character();
      return inside((text) => splitDelimiter(text, delimiter));
    }
    case 'Metaspace': return metaspaceSplit(node);
    case 'Whitespace': return inside(splitWords);
    case 'WhitespaceSplit': return inside(splitWhiteSpace);
    case 'Split': {
      const pattern = readPattern(node.at('pattern'));
      const behavior = node.at('behavior').oneOf(SPLIT_BEHAVIORS);
      const invert = node.at('invert').boolean();
      return inside((text) => splitBounds(text.length, pattern.matches(text), behavior, invert));
    }
    case 'Punctuation': {
      const behavior = node.at('behavior').orDefault((value) => value.oneOf(SPLIT_BEHAVIORS), 'Isolated');
      return inside((text) => splitPunctuation(text, behavior));
    }
    case 'Digits': {
      const individual = node.at('individual_digits').boolean();
      return inside((text) => splitDigits(text, individual));
    }
    case 'UnicodeScripts': return inside(splitScripts);
    case 'FixedLength': return fixedLength(node.at('length'));
  }
}

/** A pre-tokenizer that leaves the text as it is. */
function inside(split: (text: string) => number[]): PreTokenizer {
  return (piece) => [{ text: piece, bounds: split(piece.text) }];
}

/** A text as one word; none where it is empty. */
export function whole(text: AlignedText): Words {
  return { text, bounds: text.text === '' ? [] : [0, text.text.length] };
}

/** The words as texts of their own. */
export function pieces({ text, bounds }: Words): AlignedText[] {
  const list: AlignedText[] = [];
  for (let i = 0; i < bounds.length; i += 2) list.push(sliceAligned(text, bounds[i]!, bounds[i + 1]!));
  return list;
}

function fixedLength(node: JsonNode): PreTokenizer {
  const length = node.orDefault((value) => value.index(), DEFAULT_FIXED_LENGTH);
  return (piece) => {
    if (length === 0) {
      throw new ProcessorError('BAD_TOKENIZER', `tokenizer.json: ${node.path} is 0: text cannot be cut into parts of no character`, {
        where: node.path, hint: 'Give FixedLength a length of 1 or more.',
      });
    }
    return [{ text: piece, bounds: splitFixed(piece.text, length) }];
  };
}

function readByteLevel(node: JsonNode): PreTokenizer {
  const prefixSpace = node.at('add_prefix_space').boolean();
  node.at('trim_offsets').boolean();
  const regex = node.at('use_regex').orDefault((value) => value.boolean(), true) ? regexPattern(GPT2_PATTERN, node.path) : undefined;
  return (piece) => {
    const prefixed = prefixSpace && !piece.text.startsWith(' ') ? prepend(piece, ' ') : piece;
    const words = regex === undefined ? whole(prefixed) : { text: prefixed, bounds: splitBounds(prefixed.text.length, regex.matches(prefixed.text), 'Isolated') };
    return pieces(words).map((word) => whole(byteCharacters(word)));
  };
}

function metaspaceSplit(node: JsonNode): PreTokenizer {
  const { replacement, scheme, split } = readMetaspace(node);
  const delimiter = literalPattern(replacement);
  return (piece) => {
    let text = replacement.length === 1 ? replaceUnit(piece, ' ', replacement) : replacePattern(piece, SPACE, replacement);
    const prefix = scheme === 'always' || (scheme === 'first' && text.origin === 0);
    if (prefix && !text.text.startsWith(replacement)) text = prepend(text, replacement);
    return [split ? { text, bounds: splitBounds(text.text.length, delimiter.matches(text.text), 'MergedWithNext') } : whole(text)];
  };
}
