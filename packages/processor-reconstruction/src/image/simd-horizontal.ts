/**
 * The horizontal pass over RGB bytes in WebAssembly SIMD: four rows at a time, all channels of a pixel in one register.
 *
 * The module is put together here from its instructions, about 400 bytes, so that there is no binary in the sources. The arithmetic is that
 * of `resample.ts`, integer for integer. It pays for itself where an image is large: a 1920 x 1080 picture to 224 x 224 takes 5 ms
 * instead of 17 (`tools/bench/image.js`). Runtimes that refuse to compile WebAssembly keep the plain pass.
 */

/** Opcodes by their names in the WebAssembly specification. */
const OP = {
  loop: [0x03, 0x40], end: [0x0b], brIf: [0x0d, 0x00], get: [0x20], set: [0x21], load: [0x28, 0x02, 0x00], constant: [0x41], less: [0x48], add: [0x6a],
  sub: [0x6b], mul: [0x6c], shl: [0x74],
  loadSplat: [0xfd, 0x09, 0x02, 0x00], splat: [0xfd, 0x11], storeLane: [0xfd, 0x5a, 0x00, 0x00, 0x00], loadZero: [0xfd, 0x5c, 0x00, 0x00],
  narrowToBytes: [0xfd, 0x66], narrowToShorts: [0xfd, 0x85, 0x01], extendBytes: [0xfd, 0x89, 0x01], extendShorts: [0xfd, 0xa9, 0x01],
  shiftRight: [0xfd, 0xac, 0x01], addLanes: [0xfd, 0xae, 0x01], mulLanes: [0xfd, 0xb5, 0x01],
} as const;

const I32 = 0x7f;
const V128 = 0x7b;
const ROWS = 4;

/** Parameters and locals of the function; rows and sums come four at a time. */
const [SOURCE, STRIDE, TARGET, TARGET_STRIDE, GROUPS, WIDTH, TABLE, WEIGHTS, TAP_BYTES] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
const [X, ROW, WEIGHT, END, OUT, ENTRY, BASE] = [9, 10, 14, 15, 16, 17, 18] as const;
const [SUM, FACTOR] = [19, 23] as const;
const PARAMETERS = 9;
const INTEGER_LOCALS = 10;
const VECTOR_LOCALS = 5;

function leb(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 128);
  }
}

/** Signed form, for constants that are not negative. */
function constant(value: number): number[] {
  const bytes = leb(value);
  if ((bytes.at(-1)! & 0x40) !== 0) {
    bytes[bytes.length - 1]! |= 0x80;
    bytes.push(0);
  }
  return [...OP.constant, ...bytes];
}

const get = (local: number): number[] => [...OP.get, local];
const set = (local: number, ...value: number[][]): number[] => [...value.flat(), ...OP.set, local];
const increase = (local: number, by: number[]): number[] => set(local, get(local), by, [...OP.add]);
const each = (make: (row: number) => number[]): number[] => [0, 1, 2, 3].flatMap(make);

/** One tap of one row: `sum += pixel * weight`, then the next pixel. */
function tap(row: number): number[] {
  const pixel = [...get(ROW + row), ...OP.loadZero, ...OP.extendBytes, ...OP.extendShorts];
  return [
    ...set(SUM + row, get(SUM + row), pixel, get(FACTOR), [...OP.mulLanes, ...OP.addLanes]),
    ...increase(ROW + row, constant(3)),
  ];
}

/** The finished pixel of one row, clipped to bytes; its fourth byte is overwritten by the next pixel. */
function store(row: number): number[] {
  const shifted = set(SUM + row, get(SUM + row), constant(22), [...OP.shiftRight]);
  const shorts = [...get(SUM + row), ...get(SUM + row), ...OP.narrowToShorts];
  return [...shifted, ...get(OUT), ...shorts, ...shorts, ...OP.narrowToBytes, ...OP.storeLane, ...increase(OUT, get(TARGET_STRIDE))];
}

function body(): number[] {
  const half = [...constant(1 << 21), ...OP.splat];
  const taps = [...OP.loop, ...set(FACTOR, get(WEIGHT), [...OP.loadSplat]), ...each(tap), ...increase(WEIGHT, constant(4)), ...get(WEIGHT), ...get(END), ...OP.less, ...OP.brIf, ...OP.end];
  const pixels = [
    ...OP.loop,
    ...set(ROW, get(SOURCE), get(ENTRY), [...OP.load, ...OP.add]),
    ...[1, 2, 3].flatMap((row) => set(ROW + row, get(ROW + row - 1), get(STRIDE), [...OP.add])),
    ...set(WEIGHT, get(BASE)),
    ...set(END, get(BASE), get(ENTRY), constant(4), [...OP.add, ...OP.load], constant(2), [...OP.shl, ...OP.add]),
    ...each((row) => set(SUM + row, half)),
    ...taps,
    ...set(OUT, get(TARGET), get(X), constant(3), [...OP.mul, ...OP.add]),
    ...each(store),
    ...increase(X, constant(1)), ...increase(ENTRY, constant(8)), ...increase(BASE, get(TAP_BYTES)),
    ...get(X), ...get(WIDTH), ...OP.less, ...OP.brIf, ...OP.end,
  ];
  const nextGroup = (pointer: number, stride: number): number[] => increase(pointer, [...get(stride), ...constant(2), ...OP.shl]);
  return [
    ...OP.loop, ...set(X, constant(0)), ...set(ENTRY, get(TABLE)), ...set(BASE, get(WEIGHTS)), ...pixels,
    ...nextGroup(SOURCE, STRIDE), ...nextGroup(TARGET, TARGET_STRIDE), ...set(GROUPS, get(GROUPS), constant(1), [...OP.sub]),
    ...constant(0), ...get(GROUPS), ...OP.less, ...OP.brIf, ...OP.end, ...OP.end,
  ];
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...leb(content.length), ...content];
}

function moduleBytes(): Uint8Array<ArrayBuffer> {
  const code = [2, INTEGER_LOCALS, I32, VECTOR_LOCALS, V128, ...body()];
  const name = (text: string): number[] => [text.length, ...Array.from(text, (letter) => letter.charCodeAt(0))];
  return Uint8Array.from([
    0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, [1, 0x60, PARAMETERS, ...Array.from({ length: PARAMETERS }, () => I32), 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, ...name('memory'), 2, 0, ...name('run'), 0, 0]),
    ...section(10, [1, ...leb(code.length), ...code]),
  ]);
}

interface Kernel {
  readonly memory: WebAssembly.Memory;
  readonly run: (...values: number[]) => void;
}

let kernel: Kernel | null | undefined;

function compiled(): Kernel | null {
  if (kernel === undefined) {
    try {
      kernel = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes())).exports as unknown as Kernel;
    } catch {
      kernel = null;
    }
  }
  return kernel;
}

/** Bytes of the source that are worked on at once, so that they stay in the processor's cache. */
const BAND_BYTES = 256 * 1024;
const PAGE = 65536;

/** One axis in fixed point, as the plain pass has it. */
export interface FixedAxis {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  readonly taps: number;
  readonly weights: Int32Array;
}

/**
 * `rows` rows of interleaved RGB from `firstRow` on, each resampled to `axis.starts.length` pixels, or `undefined` where the runtime
 * compiles no WebAssembly SIMD.
 */
export function simdHorizontal(data: Uint8Array, sourceWidth: number, axis: FixedAxis, firstRow: number, rows: number): Uint8Array | undefined {
  const module = compiled();
  if (module === null || axis.counts.some((count) => count < 1)) return undefined;
  const width = axis.starts.length;
  const stride = sourceWidth * 3;
  const targetStride = width * 3 + 1;
  const band = Math.max(ROWS, Math.floor(BAND_BYTES / stride / ROWS) * ROWS);
  const table = 0;
  const weights = table + width * 8;
  const source = weights + axis.weights.length * 4;
  const target = source + band * stride + 16;
  const needed = target + band * targetStride + 16;
  const missing = needed - module.memory.buffer.byteLength;
  if (missing > 0) module.memory.grow(Math.ceil(missing / PAGE));
  const memory = new Uint8Array(module.memory.buffer);
  const integers = new Int32Array(module.memory.buffer, 0, source / 4);
  for (let x = 0; x < width; x++) {
    integers[x * 2] = axis.starts[x]! * 3;
    integers[x * 2 + 1] = axis.counts[x]!;
  }
  integers.set(axis.weights, weights / 4);
  const result = new Uint8Array(rows * width * 3);
  for (let done = 0; done < rows; done += band) {
    const count = Math.min(band, rows - done);
    memory.set(data.subarray((firstRow + done) * stride, (firstRow + done + count) * stride), source);
    module.run(source, stride, target, targetStride, Math.ceil(count / ROWS), width, table, weights, axis.taps * 4);
    for (let row = 0; row < count; row++) {
      const at = target + row * targetStride;
      result.set(memory.subarray(at, at + width * 3), (done + row) * width * 3);
    }
  }
  return result;
}
