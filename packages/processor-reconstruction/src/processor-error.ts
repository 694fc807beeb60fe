/** The error class of this package. */
import { CapsuleError } from '@onnx-capsule/metadata-schema';

/** A tokenizer, image processor or feature extractor that cannot be made or cannot take its input. */
export class ProcessorError extends CapsuleError {
  override readonly name: string = 'ProcessorError';
}
