/** Classes whose tokens are characters: Wav2Vec2's CTC vocabulary and VITS (transformers has no fast counterpart of either). */
import { ProcessorError } from '../../processor-error.js';
import type { JsonObject } from '../json-value.js';
import { stringField } from '../json-value.js';
import { badVocabulary, type Conversion, type Converter, definitionOf, flag, readVocabJson, replace, sequence, special } from './conversion.js';

/** Classes by name. */
export const CHARACTER_CONVERTERS: Readonly<Record<string, Converter>> = {
  Wav2Vec2CTCTokenizer: convertCtc,
  VitsTokenizer: convertVits,
};

const EACH_CHARACTER: JsonObject = { type: 'Split', pattern: { Regex: '[\\s\\S]' }, behavior: 'Isolated', invert: false };

async function convertCtc(conversion: Conversion): Promise<JsonObject> {
  const { values } = conversion.config;
  const ids = await readVocabJson(conversion.files, 'vocab.json', stringField(values, 'target_lang'));
  const delimiter = stringField(values, 'word_delimiter_token') ?? '|';
  const blank = stringField(values, 'replace_word_delimiter_char') ?? ' ';
  const cased = flag(conversion, 'do_lower_case', false) ? [...ids.keys()].filter((token) => token.length === 1 && token.toLowerCase() !== token) : [];
  const specials = ['bos_token', 'eos_token', 'unk_token', 'pad_token'].map((name) => special(conversion, name));
  const addedTokens = [...ids]
    .filter(([token]) => Array.from(token).length > 1)
    .map(([content, id]) => ({ id, content, single_word: false, lstrip: true, rstrip: true, normalized: false, special: specials.includes(content) }));
  return definitionOf(wordLevel(ids, special(conversion, 'unk_token')), {
    addedTokens,
    normalizer: sequence('normalizers', [...cased.map((token) => replace(token.toLowerCase(), token)), replace(' ', delimiter)]),
    preTokenizer: EACH_CHARACTER,
    decoder: sequence('decoders', [
      { type: 'CTC', pad_token: special(conversion, 'pad_token'), word_delimiter_token: delimiter, cleanup: false },
      replace(delimiter, blank),
      { type: 'Fuse' },
      replace('\\A\\s+|\\s+\\z', '', true),
      ...cased.map((token) => replace(token, token.toLowerCase())),
    ]),
  });
}

async function convertVits(conversion: Conversion): Promise<JsonObject> {
  if (flag(conversion, 'phonemize', true)) {
    throw new ProcessorError('UNSUPPORTED_TOKENIZER', 'VitsTokenizer turns text into phonemes with the espeak library (phonemize: true), which is not available here', {
      where: 'tokenizer_config.json: phonemize',
      hint: 'Use a model with phonemize: false (such as the MMS voices), or pass input_ids that Python made.',
    });
  }
  const ids = await readVocabJson(conversion.files, 'vocab.json');
  const characters = [...ids.keys()].filter((token) => Array.from(token).length === 1);
  const [blank] = [...ids].find(([, id]) => id === 0) ?? [];
  if (blank === undefined || Array.from(blank).length !== 1) {
    throw badVocabulary('vocab.json', 'the token with id 0, which stands between characters, is no single character');
  }
  const normalize = flag(conversion, 'normalize', true);
  const romanian = stringField(conversion.config.values, 'language') === 'ron' ? [replace('ț', 'ţ')] : [];
  const kept = `[^${characters.map(escapeInClass).join('')}]`;
  const cleaned = [replace(kept, '', true), { type: 'Strip', strip_left: true, strip_right: true }];
  const capitals = characters.filter((token) => token.toLowerCase() !== token);
  const interspersed = flag(conversion, 'add_blank', true) ? [replace('(?<=[\\s\\S])|\\A', blank, true)] : [];
  const lowerCase = capitals.length === 0 ? [{ type: 'Lowercase' }] : lowerCaseExcept(new Set(capitals));
  return definitionOf(wordLevel(ids, stringField(conversion.config.values, 'unk_token') ?? blank), {
    normalizer: sequence('normalizers', [
      ...(normalize ? lowerCase : []),
      ...romanian,
      ...(normalize ? cleaned : []),
      ...interspersed,
    ]),
    preTokenizer: EACH_CHARACTER,
    decoder: sequence('decoders', [{ type: 'Fuse' }, ...(interspersed.length > 0 ? [replace(blank, '')] : [])]),
  });
}

/** Lower case for the scripts that VITS voices use, but not for capitals that are tokens of their own. */
function lowerCaseExcept(kept: ReadonlySet<string>): JsonObject[] {
  const steps: JsonObject[] = [];
  for (let code = 0x41; code < 0x530; code += 1) {
    const char = String.fromCharCode(code);
    if (char.toLowerCase() !== char && !kept.has(char)) steps.push(replace(char, char.toLowerCase()));
  }
  return steps;
}

function wordLevel(ids: ReadonlyMap<string, number>, unkToken: string): JsonObject {
  return { type: 'WordLevel', vocab: Object.fromEntries(ids), unk_token: unkToken };
}

function escapeInClass(char: string): string {
  return /[\\\]^\-[&]/u.test(char) ? `\\${char}` : char;
}
