/** The tokenizer as the text tasks see it. */
import type { CapsuleFiles } from '@onnx-capsule/metadata-schema';

/** Which of two texts is cut first. */
export type TruncationStrategy = 'longest_first' | 'only_first' | 'only_second';

/** Options of one encoding. */
export interface EncodeOptions {
  readonly pair?: string | readonly string[];
  readonly addSpecialTokens?: boolean;
  readonly truncation?: TruncationStrategy;
  readonly maxLength?: number;
  readonly stride?: number;
  readonly padding?: 'max_length';
  readonly padLength?: number;
}

/** One encoded text, or one window of it. */
export interface TextEncoding {
  readonly ids: ArrayLike<number>;
  readonly typeIds: ArrayLike<number>;
  readonly attentionMask: ArrayLike<number>;
  readonly specialTokensMask: ArrayLike<number>;
}

/** What the tasks use of a tokenizer. */
export interface TextTokenizer {
  readonly modelMaxLength: number | undefined;
  readonly padTokenId: number | undefined;
  readonly paddingSide: 'left' | 'right';
  readonly modelInputNames: readonly string[];
  encode(text: string | readonly string[], options?: EncodeOptions): TextEncoding;
}

/** The tokenizer of a model. @throws {ProcessorError} when there is none or it cannot be read. */
export async function createTextTokenizer(files: CapsuleFiles): Promise<TextTokenizer> {
  const { Tokenizer } = (await import('@onnx-capsule/processor-reconstruction/tokenizer')) as unknown as {
    Tokenizer: { from(files: CapsuleFiles): Promise<TextTokenizer> };
  };
  return Tokenizer.from(files);
}
