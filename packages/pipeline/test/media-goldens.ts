/** Goldens of tasks on images and sound: their models, their inputs, and comparison of results that hold pictures. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import type { RawImage } from '@onnx-capsule/metadata-schema';

import { differences, FIXTURES, goldensOf, type GoldenCase, type GoldenTensor } from './goldens.js';

/** A model in a folder and what Python makes of its cases. */
export interface MediaGolden {
  readonly id: string;
  readonly task: string;
  readonly cases: readonly GoldenCase[];
  /** Unpacks the model's folder where it is packed. */
  folder(scratch: string): string;
}

/** Reads a gzipped JSON file of the fixtures. */
export function packedJson(path: string): unknown {
  return JSON.parse(gunzipSync(readFileSync(join(FIXTURES, path))).toString('utf8'));
}

/** Unpacks `fixtures/<kind>/<id>` into `scratch` and returns the folder's path. */
export function unpackedModel(kind: 'vision' | 'sound', id: string, scratch: string): string {
  const source = join(FIXTURES, kind, id);
  const target = join(scratch, id);
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(source)) {
    const bytes = readFileSync(join(source, name));
    if (name.startsWith('golden.')) continue;
    writeFileSync(join(target, name.replace(/\.gz$/, '')), name.endsWith('.gz') ? gunzipSync(bytes) : bytes);
  }
  return target;
}

/** The goldens of `tasks`: those of the corpus, and those of `fixtures/<kind>`. */
export function mediaGoldens(kind: 'vision' | 'sound', tasks: readonly string[]): MediaGolden[] {
  const corpus = goldensOf(tasks).map(({ id, task, cases }): MediaGolden => ({ id, task, cases, folder: () => `${FIXTURES}models/${id}` }));
  const packed = readdirSync(join(FIXTURES, kind), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }): MediaGolden => {
      const { task, cases } = packedJson(`${kind}/${name}/golden.json.gz`) as Omit<MediaGolden, 'id'>;
      return { id: name, task, cases, folder: (scratch) => unpackedModel(kind, name, scratch) };
    });
  return [...corpus, ...packed.filter(({ task }) => tasks.includes(task))];
}

/** A golden's input as a call takes it: names of media become paths. */
export function callInput(input: unknown): unknown {
  if (Array.isArray(input)) return input.map(callInput);
  if (typeof input === 'string') return media(input);
  const { images, ...entry } = input as Record<string, unknown>;
  if (images !== undefined) return (images as string[]).map(media);
  const keys = Object.keys(entry);
  const [only] = keys;
  if (keys.length === 1 && only === 'text') return entry['text'];
  if (keys.length === 1 && (only === 'image' || only === 'audio')) return media(entry[only] as string);
  return Object.fromEntries(keys.map((key) => [key, key === 'image' || key === 'audio' ? media(entry[key] as string) : entry[key]]));
}

/** The tensors of the first forward pass: `input_ids`, or `input_ids#0` where there are several passes. */
export function firstFeatures(features: Readonly<Record<string, GoldenTensor>>): Record<string, GoldenTensor> {
  const entries = Object.entries(features).filter(([name]) => !/#[1-9]/.test(name));
  return Object.fromEntries(entries.map(([name, tensor]) => [name.replace('#0', ''), tensor]));
}

/** The path of one of the fixtures' media. */
export function media(name: string): string {
  return `${FIXTURES}media/${name}`;
}

/** As `differences`, with pictures: pixels are equal but for `strayPixels`, a share of them that may be one shade off. */
export function mediaDifferences(actual: unknown, golden: unknown, tolerance: number, strayPixels = 0, path = ''): string[] {
  if (isObject(golden) && isObject(golden['image'])) return pictureDifferences(actual as RawImage, golden['image'] as unknown as GoldenTensor, strayPixels, path);
  if (Array.isArray(golden) && Array.isArray(actual) && golden.length === actual.length) {
    return golden.flatMap((entry, index) => mediaDifferences(actual[index], entry, tolerance, strayPixels, `${path}[${index}]`));
  }
  if (isObject(golden) && !('dtype' in golden) && isObject(actual)) {
    const keys = [...new Set([...Object.keys(golden), ...Object.keys(actual)])];
    return keys.flatMap((key) => mediaDifferences(actual[key], golden[key], tolerance, strayPixels, `${path}.${key}`));
  }
  return differences(actual, golden, tolerance, path);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pictureDifferences(actual: RawImage, { shape, data }: GoldenTensor, strayPixels: number, path: string): string[] {
  const [height, width, channels = 1] = shape;
  const found = [actual.height, actual.width, actual.channels];
  if (found.join() !== [height, width, channels].join()) return [`${path}: a picture of ${found.join()}, not ${shape.join()}`];
  const expected = Buffer.from(data, 'base64');
  const off = [...expected.keys()].filter((i) => expected[i] !== actual.data[i]);
  const slight = off.every((i) => Math.abs(expected[i]! - actual.data[i]!) === 1) && off.length <= strayPixels * expected.length;
  return off.length === 0 || slight ? [] : [`${path}: ${off.length} of ${expected.length} pixels differ`];
}
