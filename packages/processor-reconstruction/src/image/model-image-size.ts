/** What config.json says about the images a model takes, and how checkpoints of its family are normalised. */
import type { Fields } from './fields.js';
import { CLIP_NORMALIZATION, HALF_NORMALIZATION, IMAGENET_NORMALIZATION } from './field-defaults.js';
import type { ImageSize } from './target-size.js';

function asRecord(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function asSize(value: unknown): ImageSize | undefined {
  const side = (number: unknown): number | undefined => (typeof number === 'number' && Number.isInteger(number) && number > 0 ? number : undefined);
  const [height, width]: readonly unknown[] = Array.isArray(value) ? (value as unknown[]) : [value, value];
  const rows = side(height);
  const columns = side(width);
  return rows === undefined || columns === undefined ? undefined : [rows, columns];
}

/** The part of config.json that describes the vision model: itself, `vision_config`, `encoder`, `backbone_config`. */
function visionConfigs(config: Fields): readonly Fields[] {
  return [config, ...['vision_config', 'encoder', 'backbone_config'].map((name) => asRecord(config[name])).filter((part) => part !== undefined)];
}

/** `image_size` of the model or of its vision part. */
export function configImageSize(config: Fields): ImageSize | undefined {
  for (const part of visionConfigs(config)) {
    const size = asSize(part['image_size']) ?? asSize(part['input_size']);
    if (size !== undefined) return size;
  }
  return undefined;
}

/** Model types whose checkpoints are normalised with ImageNet's mean although their class's default is another. */
const IMAGENET_FAMILIES: ReadonlySet<string> = new Set([
  'resnet', 'convnext', 'convnextv2', 'regnet', 'van', 'cvt', 'swin', 'swinv2', 'dinov2', 'dinov2_with_registers', 'dinov3_vit', 'focalnet', 'hiera', 'dinat',
  'swiftformer', 'efficientnet', 'vit_mae', 'vit_msn', 'clipseg', 'depth_anything', 'videomae', 'deit',
]);

/** Mean and deviation of a family's checkpoints; the class's own defaults where nothing is known. */
export function familyNormalization(modelType: string | undefined, defaults: Fields): Fields {
  if (modelType !== undefined && IMAGENET_FAMILIES.has(modelType)) return IMAGENET_NORMALIZATION;
  if (defaults['image_mean'] !== undefined && defaults['image_mean'] !== null) return { image_mean: defaults['image_mean'], image_std: defaults['image_std'] };
  if (modelType?.includes('clip') === true) return CLIP_NORMALIZATION;
  return modelType === undefined ? IMAGENET_NORMALIZATION : HALF_NORMALIZATION;
}

/** The model type that decides about images: that of the vision part in models made of several. */
export function visionModelType(config: Fields): string | undefined {
  const own = config['model_type'];
  const encoder = asRecord(config['encoder'])?.['model_type'];
  if (own === 'vision-encoder-decoder' && typeof encoder === 'string') return encoder;
  return typeof own === 'string' ? own : undefined;
}
