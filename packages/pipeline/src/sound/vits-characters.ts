/** Text to the character ids of VITS, by the rules of transformers' VitsTokenizer, which has no tokenizer.json. */
import type { CapsuleFiles } from '@onnx-capsule/metadata-schema';

import { isRecord } from '../call-arguments.js';
import { PipelineError } from '../pipeline-error.js';
import { readSettings } from '../read-settings.js';

/** Turns a text into token ids. */
export type CharacterEncoder = (text: string) => number[];

/**
 * The encoder that `vocab.json` and `tokenizer_config.json` describe.
 *
 * @throws {PipelineError} `UNSUPPORTED_MODEL` when the text would have to be romanised or turned into phonemes by programs outside of
 * this one; {MetadataError} when a file is missing.
 */
export async function vitsCharacters(files: CapsuleFiles): Promise<CharacterEncoder> {
  const vocabulary = new Map(Object.entries((await files.json('vocab.json')) as Record<string, number>));
  const settings = await readSettings(files, 'tokenizer_config.json');
  if (settings['phonemize'] === true || (settings['phonemize'] === undefined && settings['tokenizer_class'] === undefined)) {
    throw new PipelineError('UNSUPPORTED_MODEL', 'This model reads phonemes that espeak makes from the text; that is not done here.', {
      where: 'tokenizer_config.json phonemize',
      hint: 'Make the phonemes beforehand and use ONNXAutoModel with their ids.',
    });
  }
  const added = addedTokens(settings, vocabulary);
  const byId = new Map([...vocabulary].map(([token, id]) => [id, token]));
  const unknown = typeof settings['unk_token'] === 'string' ? vocabulary.get(settings['unk_token']) : undefined;
  const normalize = settings['normalize'] !== false;
  const blank = settings['add_blank'] !== false;
  const romanises = settings['is_uroman'] === true;
  const language = settings['language'];

  const prepare = (text: string): string => {
    let prepared = normalize ? lowerCase(text, [...vocabulary.keys(), ...added.keys()]) : text;
    if (language === 'ron') prepared = prepared.replaceAll('ț', 'ţ');
    if (romanises && [...prepared].some((character) => character > '\u024F')) {
      throw new PipelineError('BAD_INPUT', 'The text has characters outside the Latin script, which this model wants romanised by uroman.', {
        where: 'text',
        hint: 'Romanise the text beforehand.',
      });
    }
    return normalize ? [...prepared].filter((character) => vocabulary.has(character)).join('').trim() : prepared;
  };
  const idOf = (token: string): number => {
    const id = vocabulary.get(token) ?? unknown;
    if (id !== undefined) return id;
    throw new PipelineError('BAD_INPUT', `The model has no token for the character ${JSON.stringify(token)}.`, { where: 'text' });
  };
  return (text) =>
    splitAtTokens(prepare(text), [...added.keys()]).flatMap((piece) => {
      const special = added.get(piece);
      if (special !== undefined) return [special];
      const ids = [...piece].map(idOf);
      if (!blank) return ids;
      const blankId = byId.has(0) ? 0 : idOf('');
      return [blankId, ...ids.flatMap((id) => [id, blankId])];
    });
}

function addedTokens(settings: Readonly<Record<string, unknown>>, vocabulary: ReadonlyMap<string, number>): Map<string, number> {
  const added = new Map<string, number>();
  const decoder = settings['added_tokens_decoder'];
  if (isRecord(decoder)) {
    for (const [id, entry] of Object.entries(decoder)) {
      if (isRecord(entry) && typeof entry['content'] === 'string') added.set(entry['content'], Number(id));
    }
  }
  for (const name of ['pad_token', 'unk_token']) {
    const token = settings[name];
    const content = isRecord(token) ? token['content'] : token;
    if (typeof content === 'string' && vocabulary.has(content)) added.set(content, vocabulary.get(content)!);
  }
  return added;
}

/** Lower case, but for what is a token as it stands. */
function lowerCase(text: string, tokens: readonly string[]): string {
  const kept = tokens.filter((token) => token !== '');
  let result = '';
  let position = 0;
  while (position < text.length) {
    const token = kept.find((candidate) => text.startsWith(candidate, position));
    const taken = token ?? String.fromCodePoint(text.codePointAt(position)!);
    result += token ?? taken.toLowerCase();
    position += taken.length;
  }
  return result;
}


/** The parts of `text` between and including the added tokens; the longest token at a place wins. */
function splitAtTokens(text: string, tokens: readonly string[]): string[] {
  if (tokens.length === 0) return text === '' ? [] : [text];
  const alternatives = [...tokens].sort((a, b) => b.length - a.length).map((token) => token.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return text.split(new RegExp(`(${alternatives.join('|')})`)).filter((piece) => piece !== '');
}
