/** Makes `TemplateProcessing` sections from the strings that Python code writes, and reads which tokens one adds. */
import { ProcessorError } from '../processor-error.js';
import { field, isObject, type JsonObject, stringField } from './json-value.js';

/**
 * A `TemplateProcessing` section. `single` and `pair` are written as in Python: pieces such as `$A`, `$B:1` or `[CLS]:0`, separated by
 * spaces; a piece without a number has type id 0.
 *
 * @throws {ProcessorError} `SPECIAL_TOKEN_WITHOUT_ID` when a special token is in neither the vocabulary nor the added tokens.
 */
export function templateProcessing(
  single: string,
  pair: string,
  specialTokens: readonly (string | undefined)[],
  idOf: (token: string) => number | undefined,
): JsonObject {
  const specials: Record<string, unknown> = {};
  for (const token of specialTokens) {
    if (token === undefined) continue;
    const id = idOf(token);
    if (id === undefined) {
      throw new ProcessorError('SPECIAL_TOKEN_WITHOUT_ID', `the tokenizer adds ${token} to every text, but its vocabulary has no such token`, {
        where: 'post_processor',
        hint: 'Add the token to the vocabulary, or correct the special tokens in tokenizer_config.json.',
      });
    }
    specials[token] = { id: token, ids: [id], tokens: [token] };
  }
  return { type: 'TemplateProcessing', single: pieces(single), pair: pieces(pair), special_tokens: specials };
}

function pieces(template: string): JsonObject[] {
  return template.split(' ').map((piece) => {
    const [, name = piece, type = '0'] = /^(.+):(\d+)$/u.exec(piece) ?? [];
    const sequence = /^\$([AB])$/u.exec(name)?.[1];
    const id = sequence ?? name;
    return { [sequence === undefined ? 'SpecialToken' : 'Sequence']: { id, type_id: Number(type) } };
  });
}

/**
 * Tokens that a post-processor puts before and after a single text, joined by spaces: `['<s>', '']`. `undefined` where the processor is
 * of a kind for which that cannot be read off.
 */
export function templateSpecials(processor: unknown): [string, string] | undefined {
  const type = stringField(processor, 'type');
  if (type === 'ByteLevel' || processor === null || processor === undefined) return ['', ''];
  if (type === 'Sequence') {
    const inner = field(processor, 'processors');
    if (!Array.isArray(inner)) return undefined;
    const found = inner.map((part: unknown) => templateSpecials(part));
    if (found.includes(undefined)) return undefined;
    return (found as [string, string][]).find(([before, after]) => before + after !== '') ?? ['', ''];
  }
  const single = field(processor, 'single');
  if (type !== 'TemplateProcessing' || !Array.isArray(single)) return undefined;
  const at = single.findIndex((piece: unknown) => isObject(field(piece, 'Sequence')));
  const names = single.map((piece: unknown) => stringField(field(piece, 'SpecialToken'), 'id') ?? '');
  return [names.slice(0, at).join(' '), names.slice(at + 1).join(' ')];
}
