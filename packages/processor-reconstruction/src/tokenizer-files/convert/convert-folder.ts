/** Makes a `tokenizer.json` tree of folders that have none, by the class that their configuration names. */
import { ProcessorError } from '../../processor-error.js';
import type { JsonObject } from '../json-value.js';
import { BYTE_PAIR_CONVERTERS } from './byte-pair-folders.js';
import { CHARACTER_CONVERTERS } from './character-folders.js';
import type { Conversion, Converter } from './conversion.js';
import { NATIVE_SENTENCEPIECE_CONVERTERS } from './native-sentencepiece.js';
import { SENTENCEPIECE_CONVERTERS } from './sentencepiece-folders.js';
import { sentencePiecePath } from './sentencepiece-sections.js';
import { WORD_PIECE_CONVERTERS } from './word-piece-folders.js';

/** Converters with the files that they read; one of each inner list must be there. */
const GROUPS: readonly { readonly converters: Readonly<Record<string, Converter>>; readonly needs: readonly string[] }[] = [
  { converters: WORD_PIECE_CONVERTERS, needs: ['vocab.txt'] },
  { converters: BYTE_PAIR_CONVERTERS, needs: ['vocab.json', 'merges.txt'] },
  { converters: CHARACTER_CONVERTERS, needs: ['vocab.json'] },
  { converters: SENTENCEPIECE_CONVERTERS, needs: [] },
  { converters: NATIVE_SENTENCEPIECE_CONVERTERS, needs: [] },
];

const FILES_OF: Readonly<Record<string, readonly string[]>> = {
  MarianTokenizer: ['source.spm', 'target.spm', 'vocab.json'],
  M2M100Tokenizer: ['vocab.json'],
};

/**
 * The definition that transformers' `convert_slow_tokenizer` makes of the folder (4.57.6).
 *
 * @throws {ProcessorError} `TOKENIZER_FILES_MISSING` naming the files that the class needs, `UNSUPPORTED_TOKENIZER` for classes without a
 * conversion, `BAD_VOCABULARY` and `BAD_SENTENCEPIECE_MODEL` for files that cannot be used.
 */
export async function convertFolder(conversion: Conversion): Promise<JsonObject> {
  const { files, config } = conversion;
  const name = config.className;
  const group = GROUPS.find(({ converters }) => Object.hasOwn(converters, name));
  const convert = group?.converters[name];
  if (group === undefined || convert === undefined) throw unsupported(conversion);
  const missing = (FILES_OF[name] ?? group.needs).filter((path) => !files.has(path));
  if (missing.length > 0) {
    throw new ProcessorError('TOKENIZER_FILES_MISSING', `${files.origin} has neither tokenizer.json nor ${missing.join(' and ')}, which ${name} needs`, {
      where: missing[0] ?? '',
      hint: `Put tokenizer.json or ${missing.join(' and ')} of the model beside it, or embed them.`,
    });
  }
  return convert(conversion);
}

function unsupported(conversion: Conversion): ProcessorError {
  const { files, config } = conversion;
  const found = ['vocab.txt', 'vocab.json', 'merges.txt'].filter((path) => files.has(path));
  const model = sentencePiecePath(conversion);
  if (model !== undefined) found.push(model);
  if (found.length === 0) {
    return new ProcessorError('TOKENIZER_FILES_MISSING', `${files.origin} has no tokenizer.json and no vocabulary that a tokenizer can be made of`, {
      hint: 'Put tokenizer.json or the vocabulary files of the model beside it, or embed them.',
    });
  }
  const named = config.className === '' ? 'no tokenizer class is named' : `${config.className} has no conversion`;
  return new ProcessorError('UNSUPPORTED_TOKENIZER', `${files.origin} has ${found.join(', ')} but no tokenizer.json, and ${named}`, {
    hint: 'Save the tokenizer with AutoTokenizer.from_pretrained(…).save_pretrained(…) in Python, which writes tokenizer.json.',
  });
}
