/** Builds the `normalizer` section of a tokenizer.json. */
import type { AlignedText } from '../aligned-text.js';
import { applyMapping } from '../aligned-text.js';
import type { JsonNode } from '../json-node.js';
import { byteCharacters } from '../byte-alphabet.js';
import { readPattern } from '../regex/pattern.js';
import { bertNormalize, lowercase, nmt, strip, stripAccents } from './character-mapping.js';
import { applyCharsmapPrefixes } from './charsmap-prefix.js';
import { applyCharsmap, Charsmap } from './precompiled.js';
import { prepend, replacePattern, replaceUnit } from './replace.js';
import { normalizeForm } from './unicode-forms.js';

/** Turns a text into its normalized form, keeping the alignment. */
export type Normalizer = (source: AlignedText) => AlignedText;

const TYPES = [
  'Sequence', 'BertNormalizer', 'Strip', 'StripAccents', 'NFC', 'NFD', 'NFKC', 'NFKD', 'Lowercase', 'Nmt', 'Precompiled', 'Replace',
  'Prepend', 'ByteLevel',
] as const;

/** @throws {ProcessorError} `BAD_TOKENIZER` naming the JSON path of what it cannot use. */
export function readNormalizer(node: JsonNode): Normalizer {
  const type = node.at('type').oneOf(TYPES);
  switch (type) {
    case 'Sequence': {
      const steps = node.at('normalizers').list().map(readNormalizer);
      return (source) => steps.reduce((text, step) => step(text), source);
    }
    case 'BertNormalizer': {
      const lower = node.at('lowercase').boolean();
      const options = {
        cleanText: node.at('clean_text').boolean(),
        handleChineseChars: node.at('handle_chinese_chars').boolean(),
        stripAccents: node.at('strip_accents').optional((value) => value.boolean(), lower),
        lowercase: lower,
      };
      return (source) => bertNormalize(source, options);
    }
    case 'Strip': {
      const left = node.at('strip_left').boolean();
      const right = node.at('strip_right').boolean();
      return (source) => strip(source, left, right);
    }
    case 'StripAccents': return stripAccents;
    case 'NFC': case 'NFD': case 'NFKC': case 'NFKD': return (source) => applyMapping(source, normalizeForm(source.text, type));
    case 'Lowercase': return lowercase;
    case 'Nmt': return nmt;
    case 'Precompiled': {
      const map = new Charsmap(node.at('precompiled_charsmap'));
      const byPrefix = node.at('longest_prefix').optional((value) => value.boolean(), false);
      return byPrefix ? (source) => applyCharsmapPrefixes(source, map) : (source) => applyCharsmap(source, map);
    }
    case 'Replace': return readReplace(node);
    case 'Prepend': {
      const prefix = node.at('prepend').string();
      return (source) => prepend(source, prefix);
    }
    case 'ByteLevel': return byteCharacters;
  }
}

function readReplace(node: JsonNode): Normalizer {
  const pattern = readPattern(node.at('pattern'));
  const content = node.at('content').string();
  const { literal } = pattern;
  if (literal?.length === 1 && content.length === 1) return (source) => replaceUnit(source, literal, content);
  return (source) => replacePattern(source, pattern, content);
}
