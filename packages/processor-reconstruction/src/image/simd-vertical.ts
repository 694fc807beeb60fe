/**
 * The vertical pass over bytes in WebAssembly SIMD: sixteen samples of a row at a time. The arithmetic is that of `resample.ts`, integer
 * for integer.
 */
import type { FixedAxis } from './simd-horizontal.js';
import { accumulate, compileKernel, constant, each, get, increase, memoryOf, OP, set, storeBytes, type WasmKernel } from './wasm-kernel.js';

/** Samples per step. */
const STEP = 16;

/** Largest source that is copied into the kernel's memory, which never shrinks again: 32 MiB. */
const MAX_SOURCE_BYTES = 2 ** 25;

/** Parameters and locals of the function: one row of the result. */
const [SOURCE, STRIDE, TARGET, TARGET_END, WEIGHTS, WEIGHTS_END] = [0, 1, 2, 3, 4, 5] as const;
const [AT, WEIGHT] = [6, 7] as const;
const [SUM, FACTOR] = [8, 12] as const;

function body(): number[] {
  const fourth = (index: number, base: number): number[] => [...get(base), ...constant(index * 4), ...OP.add];
  const taps = [
    ...OP.loop, ...set(FACTOR, get(WEIGHT), OP.loadSplat),
    ...each((index) => accumulate(SUM + index, fourth(index, AT), FACTOR)),
    ...increase(AT, get(STRIDE)), ...increase(WEIGHT, constant(4)),
    ...get(WEIGHT), ...get(WEIGHTS_END), ...OP.less, ...OP.brIf, ...OP.end,
  ];
  return [
    ...OP.loop, ...set(AT, get(SOURCE)), ...set(WEIGHT, get(WEIGHTS)),
    ...each((index) => set(SUM + index, constant(1 << 21), OP.splat)),
    ...taps,
    ...each((index) => storeBytes(SUM + index, fourth(index, TARGET))),
    ...increase(SOURCE, constant(STEP)), ...increase(TARGET, constant(STEP)),
    ...get(TARGET), ...get(TARGET_END), ...OP.less, ...OP.brIf, ...OP.end, ...OP.end,
  ];
}

let kernel: WasmKernel | null | undefined;

/**
 * Rows of `stride` bytes, each the weighted sum of source rows that `axis` names less `offset`, or `undefined` where the runtime compiles
 * no WebAssembly SIMD or the source is too large to copy.
 */
export function simdVertical(data: Uint8Array, stride: number, axis: FixedAxis, offset: number): Uint8Array | undefined {
  if (kernel === undefined) kernel = compileKernel(6, 2, 5, body());
  if (kernel === null || data.length > MAX_SOURCE_BYTES || axis.counts.some((count) => count < 1)) return undefined;
  const height = axis.starts.length;
  const source = axis.weights.length * 4;
  const target = source + Math.ceil(data.length / 4) * 4 + STEP;
  const buffer = memoryOf(kernel, target + height * stride + STEP);
  const memory = new Uint8Array(buffer);
  new Int32Array(buffer, 0, axis.weights.length).set(axis.weights);
  memory.set(data, source);
  for (let y = 0; y < height; y++) {
    const weights = y * axis.taps * 4;
    const row = target + y * stride;
    kernel.run(source + (axis.starts[y]! - offset) * stride, stride, row, row + stride, weights, weights + axis.counts[y]! * 4);
  }
  return memory.slice(target, target + height * stride);
}
