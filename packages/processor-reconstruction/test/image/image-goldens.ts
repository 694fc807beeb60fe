/** Reading of the reference's image goldens: configurations, cases, tensors, and the patterns that stand for images. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

import type { RawImage, Tensor } from '@onnx-capsule/metadata-schema';

import { loadImage } from '../../src/node.js';

export const FIXTURES: string = fileURLToPath(new URL('../../../../fixtures/', import.meta.url));

export interface GoldenTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data?: string;
  readonly sha256?: string;
  readonly stride?: number;
  readonly values?: GoldenTensor;
}

interface GoldenCase {
  readonly input: { readonly image?: string; readonly images?: readonly string[] };
  readonly options: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, GoldenTensor>>;
  readonly uint8?: GoldenTensor;
}

export interface GoldenSet {
  readonly kind: string;
  readonly cases: readonly GoldenCase[];
  readonly skipped?: readonly { readonly images: readonly string[] }[];
}

export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(`${FIXTURES}${path}`, 'utf8'));
}

export function readPacked(path: string): unknown {
  return JSON.parse(gunzipSync(readFileSync(`${FIXTURES}${path}`)).toString('utf8'));
}

/** Names of all configurations in `fixtures/preprocess` that describe images. */
export function imageSets(): readonly string[] {
  return readdirSync(`${FIXTURES}preprocess`).filter((name) => (readJson(`preprocess/${name}/golden.json`) as GoldenSet).kind === 'image');
}

export function readConfig(folder: string): Record<string, unknown> {
  const name = existsSync(`${FIXTURES}${folder}/preprocessor_config.json`) ? 'preprocessor_config.json' : 'processor_config.json';
  return readJson(`${folder}/${name}`) as Record<string, unknown>;
}

/** The image of a case: a file in `fixtures/media`, or the pattern of `fixtures/reference-images/make.py` with a width and a height. */
export async function caseImage(spec: string | readonly [number, number]): Promise<RawImage> {
  if (typeof spec === 'string') return loadImage(`${FIXTURES}media/${spec}`);
  const [width, height] = spec;
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) {
    const x = Math.floor(i / 3) % width;
    const y = Math.floor(i / (3 * width));
    data[i] = (37 * x + 101 * y + 59 * (i % 3) + 31 * ((x * y) % 7)) % 256;
  }
  return { data, width, height, channels: 3 };
}

function numbers({ dtype, data }: GoldenTensor): ArrayLike<number> {
  const bytes = new Uint8Array(Buffer.from(data!, 'base64'));
  if (dtype === 'float32') return new Float32Array(bytes.buffer);
  return dtype === 'int64' ? Array.from(new BigInt64Array(bytes.buffer), Number) : bytes;
}

export function sha256(data: ArrayBufferView): string {
  return createHash('sha256').update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)).digest('hex');
}

/** Largest distance between a tensor and its golden, relative to values above 1; infinite when shapes or types differ. */
export function distance(tensor: Tensor | undefined, golden: GoldenTensor): number {
  if (tensor?.type !== golden.dtype || tensor.dims.join() !== golden.shape.join()) return Infinity;
  const data = tensor.data as unknown as ArrayLike<number | bigint> & ArrayBufferView;
  if (golden.sha256 !== undefined && sha256(data) === golden.sha256) return 0;
  const expected = numbers(golden.values ?? golden);
  const stride = golden.stride ?? 1;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    worst = Math.max(worst, Math.abs(Number(data[i * stride]) - expected[i]!) / Math.max(1, Math.abs(expected[i]!)));
  }
  return worst;
}

/** The code of the error that `action` is rejected with. */
export async function codeOf(action: Promise<unknown>): Promise<string> {
  try {
    await action;
  } catch (error) {
    return (error as { code?: string }).code ?? `no code: ${String(error)}`;
  }
  return 'no error';
}
