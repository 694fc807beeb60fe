/** The goldens of the fixtures: reading them, and comparing what comes out here with what Python gave. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { NamedTensors, Tensor } from '@onnx-capsule/metadata-schema';

import { floatData } from '../src/tensor-types.js';

/** Where the fixtures lie. */
export const FIXTURES: string = fileURLToPath(new URL('../../../fixtures/', import.meta.url));

export interface GoldenTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: string;
}

export interface GoldenCase {
  readonly input: unknown;
  readonly options: Readonly<Record<string, unknown>>;
  readonly call?: string;
  readonly features?: Readonly<Record<string, GoldenTensor>>;
  readonly raw?: Readonly<Record<string, GoldenTensor>>;
  readonly output: unknown;
}

export interface Golden {
  readonly id: string;
  readonly task: string;
  readonly exporter: string;
  readonly notes: string;
  readonly cases: readonly GoldenCase[];
}

/** All goldens of the given tasks. */
export function goldensOf(tasks: readonly string[]): Golden[] {
  return readdirSync(`${FIXTURES}golden`)
    .map((name) => JSON.parse(readFileSync(`${FIXTURES}golden/${name}`, 'utf8')) as Golden)
    .filter((golden) => tasks.includes(golden.task));
}

function numbersOf(tensor: GoldenTensor): number[] {
  const bytes = Buffer.from(tensor.data, 'base64');
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  switch (tensor.dtype) {
    case 'int64':
      return Array.from(new BigInt64Array(buffer), Number);
    case 'int32':
      return [...new Int32Array(buffer)];
    case 'float32':
      return [...new Float32Array(buffer)];
    case 'float16':
      return [...floatData({ type: 'float16', dims: tensor.shape, data: new Uint16Array(buffer) })];
    default:
      throw new Error(`dtype ${tensor.dtype}`);
  }
}

function isGoldenTensor(value: unknown): value is GoldenTensor {
  return typeof value === 'object' && value !== null && 'dtype' in value && 'shape' in value;
}

/** Where `actual` differs from `golden` by more than `tolerance`; an empty list where it agrees. */
export function differences(actual: unknown, golden: unknown, tolerance: number, path = ''): string[] {
  if (isGoldenTensor(golden)) return tensorDifferences(actual as Tensor | undefined, golden, tolerance, path);
  if (typeof golden === 'number' && typeof actual === 'number') {
    return Math.abs(actual - golden) <= tolerance ? [] : [`${path}: ${actual}, not ${golden}`];
  }
  if (Array.isArray(golden) && Array.isArray(actual)) {
    if (golden.length !== actual.length) return [`${path}: ${actual.length} entries, not ${golden.length}`];
    return golden.flatMap((entry, index) => differences(actual[index], entry, tolerance, `${path}[${index}]`));
  }
  if (typeof golden === 'object' && golden !== null && typeof actual === 'object' && actual !== null && !Array.isArray(golden)) {
    const keys = new Set([...Object.keys(golden), ...Object.keys(actual)]);
    return [...keys].flatMap((key) =>
      differences((actual as Record<string, unknown>)[key], (golden as Record<string, unknown>)[key], tolerance, `${path}.${key}`),
    );
  }
  return actual === golden ? [] : [`${path}: ${JSON.stringify(actual)}, not ${JSON.stringify(golden)}`];
}

function tensorDifferences(actual: Tensor | undefined, golden: GoldenTensor, tolerance: number, path: string): string[] {
  if (!actual) return [`${path}: absent`];
  if (actual.dims.join() !== golden.shape.join()) return [`${path}: shape ${actual.dims.join()}, not ${golden.shape.join()}`];
  const expected = numbersOf(golden);
  const found = actual.type === 'int64' ? Array.from(actual.data as BigInt64Array, Number) : floatData(actual);
  const worst = expected.reduce((most, value, index) => Math.max(most, Math.abs(value - found[index]!)), 0);
  return worst <= tolerance ? [] : [`${path}: off by ${worst}`];
}

/** Differences of named tensors, for the names in `golden`. */
export function namedDifferences(actual: NamedTensors, golden: Readonly<Record<string, GoldenTensor>>, tolerance: number): string[] {
  return Object.entries(golden).flatMap(([name, tensor]) => differences(actual[name], tensor, tolerance, name));
}

/** Spans of a golden, which count code points, in UTF-16 units of the text they are from. */
export function utf16Spans(output: unknown, input: unknown): unknown {
  if (Array.isArray(output)) {
    const perInput = Array.isArray(input);
    return output.map((entry, index) => utf16Spans(entry, perInput ? input[index] : input));
  }
  if (typeof output !== 'object' || output === null || !('start' in output)) return output;
  const text = typeof input === 'string' ? input : (input as { context: string }).context;
  const { start, end } = output as unknown as { start: number; end: number };
  const units = Array.from(text);
  const at = (point: number): number => units.slice(0, point).join('').length;
  return { ...output, start: at(start), end: at(end) };
}
