/** The other files of a model that consists of several, such as encoder and decoder. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import type { ManifestPart } from '@onnx-capsule/metadata-schema';

import { digestModel } from './model-digest.js';
import { withModel } from './model-file.js';

/** `encoder_model_quantized.onnx` is the role `encoder` in the variant `_quantized`. */
const PART_NAME = /^(?<stem>[a-z][a-z0-9_]*?)(?<variant>_(?:quantized|fp16|fp32|int8|uint8|bnb4|q4|q4f16|q8|quint8|qint8|opt|O[1-4]))?\.onnx$/;
/** Names that exporters give to parts; a stem without a role is a whole model of its own. */
const ROLES: Readonly<Record<string, string>> = {
  encoder_model: 'encoder',
  decoder_model: 'decoder',
  decoder_with_past_model: 'decoder_with_past',
  decoder_model_merged: 'decoder',
  decoder_postnet_and_vocoder: 'decoder_postnet_and_vocoder',
  text_model: 'text',
  vision_model: 'vision',
  audio_model: 'audio',
  text_encoder: 'text_encoder',
  vision_encoder: 'vision_encoder',
  audio_encoder: 'audio_encoder',
  embed_tokens: 'embed_tokens',
  vision_encoder_prompt_encoder_mask_decoder: 'vision_encoder',
  prompt_encoder_mask_decoder: 'prompt_encoder_mask_decoder',
  prepare_inputs_embeds: 'prepare_inputs_embeds',
  lm_head: 'lm_head',
};

/**
 * The parts that belong to the model at `modelPath`: its siblings with a known role, in the model's own variant where there is one.
 * Size and hash are those of the part without its capsule.
 *
 * @throws {MetadataError} where a part cannot be read or is no ONNX model.
 */
export async function modelParts(modelPath: string): Promise<readonly ManifestPart[]> {
  const own = partName(basename(modelPath));
  if (own === undefined) return [];
  const folder = dirname(modelPath);
  const names = (await readdir(folder)).sort();
  const siblings = names.flatMap((name) => {
    const part = partName(name);
    return part === undefined || part.stem === own.stem ? [] : [{ name, ...part }];
  });
  const chosen = siblings.filter(
    (part) => part.variant === own.variant || (part.variant === '' && !siblings.some((other) => other.stem === part.stem && other.variant === own.variant)),
  );
  const parts: ManifestPart[] = [];
  for (const { name, role } of chosen) {
    parts.push({ role, path: name, ...(await withModel(join(folder, name), digestModel)) });
  }
  return parts;
}

function partName(name: string): { readonly stem: string; readonly variant: string; readonly role: string } | undefined {
  const groups = PART_NAME.exec(name)?.groups;
  const stem = groups?.['stem'] ?? '';
  if (!Object.hasOwn(ROLES, stem)) return undefined;
  return { stem, variant: groups?.['variant'] ?? '', role: ROLES[stem]! };
}
