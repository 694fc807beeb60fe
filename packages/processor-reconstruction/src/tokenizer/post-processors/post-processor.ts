/** Builds the `post_processor` section: which special tokens surround the texts. */
import type { EncodingPart, TextPart } from '../encoding.js';
import type { JsonNode } from '../json-node.js';
import { LARGEST_ID } from '../vocabulary.js';
import type { TrimRule } from '../trim-offsets.js';
import { readTemplate } from './template.js';

/** A list of pieces on its way through the post-processors: texts with their windows, and tokens put in between. */
export type Piece = TextPiece | { readonly kind: 'special'; readonly part: EncodingPart };

interface TextPiece {
  readonly kind: 'text';
  readonly sequence: number;
  readonly main: TextPart;
  readonly overflowing: readonly TextPart[];
}

export interface PostProcessor {
  /** Number of tokens it adds. */
  added(pair: boolean): number;
  process(pieces: readonly Piece[], addSpecialTokens: boolean): readonly Piece[];
}

const TYPES = ['BertProcessing', 'RobertaProcessing', 'TemplateProcessing', 'ByteLevel', 'Sequence'] as const;

/** @throws {ProcessorError} `BAD_TOKENIZER` naming the JSON path of what it cannot use. */
export function readPostProcessor(node: JsonNode): PostProcessor {
  switch (node.at('type').oneOf(TYPES)) {
    case 'BertProcessing': return bertProcessing(readToken(node.at('cls')), readToken(node.at('sep')));
    case 'RobertaProcessing': return readRoberta(node);
    case 'TemplateProcessing': return readTemplate(node);
    case 'ByteLevel': {
      const addPrefixSpace = node.at('add_prefix_space').boolean();
      const trim = node.at('trim_offsets').boolean() ? { addPrefixSpace } : undefined;
      node.at('use_regex').orDefault((value) => value.boolean(), true);
      return { added: () => 0, process: (pieces) => pieces.map((piece) => withTrim(piece, trim)) };
    }
    case 'Sequence': {
      const steps = node.at('processors').list().map(readPostProcessor);
      return {
        added: (pair) => steps.reduce((sum, step) => sum + step.added(pair), 0),
        process: (pieces, addSpecialTokens) => steps.reduce((list, step) => step.process(list, addSpecialTokens), pieces),
      };
    }
  }
}

type Token = readonly [content: string, id: number];

function readToken(node: JsonNode): Token {
  const items = node.list();
  if (items.length !== 2) node.fail('a pair of token and id');
  return [items[0]!.string(), items[1]!.index(LARGEST_ID)];
}

function specialPiece([content, id]: Token, typeId: number): Piece {
  return { kind: 'special', part: { kind: 'special', ids: [id], tokens: [content], typeId } };
}

/** Adds a rule for trimming to a text and its windows. */
function withTrim(piece: Piece, trim: TrimRule | undefined): Piece {
  if (piece.kind !== 'text' || trim === undefined) return piece;
  const add = (part: TextPart): TextPart => ({ ...part, trims: [...part.trims, trim] });
  return { ...piece, main: add(piece.main), overflowing: piece.overflowing.map(add) };
}

/** `[CLS] A [SEP] B [SEP]`, the type of the last one 1. */
function bertProcessing(cls: Token, sep: Token): PostProcessor {
  return {
    added: (pair) => (pair ? 3 : 2),
    process: (pieces, addSpecialTokens) => {
      if (!addSpecialTokens) return pieces;
      return pieces.flatMap((piece, i) => (i === 0 ? [specialPiece(cls, 0), piece, specialPiece(sep, 0)] : [piece, specialPiece(sep, 1)]));
    },
  };
}

/** `<s> A </s></s> B </s>`, all types 0. */
function readRoberta(node: JsonNode): PostProcessor {
  const sep = readToken(node.at('sep'));
  const cls = readToken(node.at('cls'));
  const addPrefixSpace = node.at('add_prefix_space').boolean();
  const trim = node.at('trim_offsets').boolean() ? { addPrefixSpace } : undefined;
  return {
    added: (pair) => (pair ? 4 : 2),
    process: (pieces, addSpecialTokens) => {
      const plain = pieces.map((piece) => withType(withTrim(piece, trim), 0, addSpecialTokens));
      if (!addSpecialTokens) return plain;
      return plain.flatMap((piece, i) => [specialPiece(i === 0 ? cls : sep, 0), piece, specialPiece(sep, 0)]);
    },
  };
}

/** Gives a text another type id; its windows too where `windows` says so. */
export function withType(piece: Piece, typeId: number, windows: boolean): Piece {
  if (piece.kind !== 'text') return piece;
  const overflowing = windows ? piece.overflowing.map((part) => ({ ...part, typeId })) : piece.overflowing;
  return { ...piece, main: { ...piece.main, typeId }, overflowing };
}
