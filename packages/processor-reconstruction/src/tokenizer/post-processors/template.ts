/** `TemplateProcessing`: a list of texts and special tokens. */
import { definitionError, type JsonNode } from '../json-node.js';
import { LARGEST_ID } from '../vocabulary.js';
import { type Piece, type PostProcessor, withType } from './post-processor.js';

interface SpecialToken {
  readonly ids: readonly number[];
  readonly tokens: readonly string[];
}

type TemplatePiece =
  | { readonly sequence: number; readonly typeId: number }
  | { readonly special: SpecialToken | undefined; readonly node: JsonNode; readonly typeId: number };

/** @throws {ProcessorError} `BAD_TOKENIZER`. */
export function readTemplate(node: JsonNode): PostProcessor {
  const specials = readSpecials(node.at('special_tokens'));
  const single = node.at('single').list().map((item) => readPiece(item, specials));
  const pair = node.at('pair').list().map((item) => readPiece(item, specials));
  const added = (pieces: readonly TemplatePiece[]): number => pieces.reduce((sum, piece) => sum + ('special' in piece ? (piece.special?.ids.length ?? 0) : 0), 0);
  const counts = [added(single), added(pair)] as const;
  return {
    added: (isPair) => counts[isPair ? 1 : 0],
    process: (pieces, addSpecialTokens) => {
      const texts = pieces.filter((piece) => piece.kind === 'text');
      const result: Piece[] = [];
      for (const piece of texts.length > 1 ? pair : single) {
        if ('sequence' in piece) {
          const text = texts[piece.sequence];
          if (text === undefined) throw definitionError(node.at('single').path, 'a template of text A alone', 'B');
          result.push(withType(text, piece.typeId, false));
        } else if (addSpecialTokens) {
          const { ids, tokens } = piece.special ?? piece.node.fail('a token that special_tokens defines');
          result.push({ kind: 'special', part: { kind: 'special', ids, tokens, typeId: piece.typeId } });
        }
      }
      return result;
    },
  };
}

function readSpecials(node: JsonNode): Map<string, SpecialToken> {
  const specials = new Map<string, SpecialToken>();
  for (const name of Object.keys(node.object())) {
    const entry = node.at(name);
    const ids = entry.at('ids').list().map((id) => id.index(LARGEST_ID));
    const tokens = entry.at('tokens').list().map((token) => token.string());
    if (ids.length !== tokens.length) entry.at('tokens').fail(`a list of ${ids.length}, as the ids`);
    specials.set(entry.at('id').string(), { ids, tokens });
  }
  return specials;
}

function readPiece(node: JsonNode, specials: ReadonlyMap<string, SpecialToken>): TemplatePiece {
  const { Sequence: sequence } = node.object();
  if (sequence !== undefined) {
    const text = node.at('Sequence');
    return { sequence: text.at('id').oneOf(['A', 'B']) === 'A' ? 0 : 1, typeId: text.at('type_id').index(LARGEST_ID) };
  }
  const token = node.at('SpecialToken');
  const id = token.at('id');
  return { special: specials.get(id.string()), node: id, typeId: token.at('type_id').index(LARGEST_ID) };
}
