/** The graphs of a model that generates: one, or encoder and decoders in files of their own. */
import type { ONNXAutoModel } from '../model.js';
import { PipelineError } from '../pipeline-error.js';
import type { TaskContext } from '../task.js';

/** The opened graphs. */
export interface ModelParts {
  readonly encoder?: ONNXAutoModel | undefined;
  /** Runs the first step; all steps where there is no other. */
  readonly decoder: ONNXAutoModel;
  /** Runs the steps after the first. */
  readonly decoderWithPast?: ONNXAutoModel | undefined;
  /** Frees the graphs that were opened besides the pipeline's own. */
  dispose(): Promise<void>;
}

type Role = 'encoder' | 'merged' | 'decoder' | 'withPast';

const NAMES: readonly (readonly [RegExp, Role])[] = [
  [/decoder_with_past/, 'withPast'],
  [/decoder_model_merged|decoder_merged/, 'merged'],
  [/decoder/, 'decoder'],
  [/encoder|vision_model/, 'encoder'],
];

/** `_quantized` of `encoder_model_quantized.onnx`. */
function variantOf(name: string): string {
  return /_(?:fp16|fp32|quantized|int8|uint8|q8|q4|q4f16|bnb4|optimized)(?=\.onnx$)/.exec(name)?.[0] ?? '';
}

/**
 * Opens the graphs beside the pipeline's own model. A merged decoder is preferred to a pair.
 *
 * @throws {PipelineError} `MISSING_PART` when an encoder has no decoder beside it or the other way round; what opening a part throws.
 */
export async function openModelParts(context: TaskContext): Promise<ModelParts> {
  const { model } = context;
  const { main, companions } = model.source;
  const own = roleOf(main.name, main.role);
  if (own === undefined) return { decoder: model, dispose: () => Promise.resolve() };
  const variant = variantOf(main.name);
  const find = (role: Role): typeof main | undefined => {
    const fitting = companions.filter((file) => roleOf(file.name, file.role) === role);
    return fitting.find(({ name }) => variantOf(name) === variant) ?? fitting[0];
  };
  const opened: ONNXAutoModel[] = [];
  const open = async (role: Role): Promise<ONNXAutoModel | undefined> => {
    if (role === own) return model;
    const file = find(role);
    if (!file) return undefined;
    const part = await context.openPart(file);
    opened.push(part);
    return part;
  };
  const dispose = async (): Promise<void> => {
    await Promise.all(opened.map((part) => part.dispose()));
  };
  try {
    const encoder = await open('encoder');
    const merged = own === 'decoder' || own === 'withPast' ? undefined : await open('merged');
    const decoder = merged ?? (await open('decoder'));
    const decoderWithPast = merged ? undefined : await open('withPast');
    if (!decoder) throw missingPart(model, 'decoder', 'decoder_model_merged.onnx, or decoder_model.onnx and decoder_with_past_model.onnx');
    if (!encoder && decoder.takes('encoder_hidden_states')) throw missingPart(model, 'encoder', 'encoder_model.onnx');
    return { encoder, decoder, decoderWithPast, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function roleOf(name: string, role: string | undefined): Role | undefined {
  const byName = NAMES.find(([pattern]) => pattern.test(name))?.[1];
  if (byName !== undefined) return byName;
  return role === 'encoder' || role === 'decoder' ? role : undefined;
}

function missingPart(model: ONNXAutoModel, role: string, names: string): PipelineError {
  return new PipelineError('MISSING_PART', `${model.source.origin} comes without its ${role}.`, {
    where: role,
    hint: `Put ${names} beside it; onnx-capsule embed-metadata then records them.`,
  });
}
