/** Builds the `pre_tokenizer` section of a tokenizer.json. */
import type { AlignedText } from '../aligned-text.js';
import { byteCharacters } from '../byte-alphabet.js';
import type { JsonNode } from '../json-node.js';
import { readMetaspace } from '../metaspace.js';
import { prepend, replacePattern, replaceUnit } from '../normalizers/replace.js';
import { literalPattern, readPattern, regexPattern } from '../regex/pattern.js';
import { GPT2_PATTERN } from './gpt2-pattern.js';
import {
  splitBert, splitDelimiter, splitDigits, splitFixed, splitPunctuation, splitScripts, splitWhiteSpace, splitWords,
} from './character-splits.js';
import { SPLIT_BEHAVIORS, splitAligned } from './split-behavior.js';
import { ProcessorError } from '../../processor-error.js';

/** Cuts a piece of text into smaller ones, in order, none of them empty. */
export type PreTokenizer = (piece: AlignedText) => AlignedText[];

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
      return (piece) => steps.reduce((pieces, step) => pieces.flatMap(step), [piece]);
    }
    case 'BertPreTokenizer': return splitBert;
    case 'ByteLevel': return readByteLevel(node);
    case 'CharDelimiterSplit': {
      const delimiter = node.at('delimiter').character();
      return (piece) => splitDelimiter(piece, delimiter);
    }
    case 'Metaspace': return metaspaceSplit(node);
    case 'Whitespace': return splitWords;
    case 'WhitespaceSplit': return splitWhiteSpace;
    case 'Split': {
      const pattern = readPattern(node.at('pattern'));
      const behavior = node.at('behavior').oneOf(SPLIT_BEHAVIORS);
      const invert = node.at('invert').boolean();
      return (piece) => splitAligned(piece, pattern.matches(piece.text), behavior, invert);
    }
    case 'Punctuation': {
      const behavior = node.at('behavior').orDefault((value) => value.oneOf(SPLIT_BEHAVIORS), 'Isolated');
      return (piece) => splitPunctuation(piece, behavior);
    }
    case 'Digits': {
      const individual = node.at('individual_digits').boolean();
      return (piece) => splitDigits(piece, individual);
    }
    case 'UnicodeScripts': return splitScripts;
    case 'FixedLength': return fixedLength(node.at('length'));
  }
}

function fixedLength(node: JsonNode): PreTokenizer {
  const length = node.orDefault((value) => value.index(), DEFAULT_FIXED_LENGTH);
  return (piece) => {
    if (length === 0) {
      throw new ProcessorError('BAD_TOKENIZER', `tokenizer.json: ${node.path} is 0: text cannot be cut into parts of no character`, {
        where: node.path, hint: 'Give FixedLength a length of 1 or more.',
      });
    }
    return splitFixed(piece, length);
  };
}

function readByteLevel(node: JsonNode): PreTokenizer {
  const prefixSpace = node.at('add_prefix_space').boolean();
  node.at('trim_offsets').boolean();
  const regex = node.at('use_regex').orDefault((value) => value.boolean(), true) ? regexPattern(GPT2_PATTERN, node.path) : undefined;
  return (piece) => {
    const prefixed = prefixSpace && !piece.text.startsWith(' ') ? prepend(piece, ' ') : piece;
    const words = regex === undefined ? [prefixed] : splitAligned(prefixed, regex.matches(prefixed.text), 'Isolated');
    return words.filter((word) => word.text !== '').map(byteCharacters);
  };
}

function metaspaceSplit(node: JsonNode): PreTokenizer {
  const { replacement, scheme, split } = readMetaspace(node);
  const delimiter = literalPattern(replacement);
  return (piece) => {
    let text = replacement.length === 1 ? replaceUnit(piece, ' ', replacement) : replacePattern(piece, SPACE, replacement);
    const prefix = scheme === 'always' || (scheme === 'first' && text.origin === 0);
    if (prefix && !text.text.startsWith(replacement)) text = prepend(text, replacement);
    return split ? splitAligned(text, delimiter.matches(text.text), 'MergedWithNext') : [text].filter((whole) => whole.text !== '');
  };
}
