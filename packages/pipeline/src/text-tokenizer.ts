/** The tokenizer with the facts that Python's pipelines ask of it. */
import type { EncodeOptions, Encoding, TextInput, Tokenizer } from '@onnx-capsule/processor-reconstruction/tokenizer';

/** A tokenizer and its special tokens by id. */
export interface TextTokenizer {
  readonly engine: Tokenizer;
  readonly modelMaxLength: number | undefined;
  readonly modelInputNames: readonly string[];
  readonly paddingSide: 'left' | 'right';
  readonly padTokenId: number | undefined;
  readonly unkTokenId: number | undefined;
  readonly clsTokenId: number | undefined;
  readonly maskTokenId: number | undefined;
  encode(text: TextInput, options: EncodeOptions): Encoding;
}

const DEFAULT_INPUTS = ['input_ids', 'token_type_ids', 'attention_mask'];

/** The view of a tokenizer that the text tasks use. */
export function textTokenizer(engine: Tokenizer): TextTokenizer {
  const { settings } = engine;
  const idOf = (token: string | undefined): number | undefined => (token === undefined ? undefined : engine.tokenToId(token));
  return {
    engine,
    modelMaxLength: settings.modelMaxLength,
    modelInputNames: settings.modelInputNames ?? DEFAULT_INPUTS,
    paddingSide: settings.paddingSide ?? 'right',
    padTokenId: settings.padTokenId ?? idOf(settings.padToken),
    unkTokenId: idOf(settings.unkToken),
    clsTokenId: idOf(settings.clsToken),
    maskTokenId: idOf(settings.maskToken),
    encode: (text, options) => engine.encode(text, options),
  };
}
