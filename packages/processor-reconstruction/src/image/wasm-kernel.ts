/**
 * A WebAssembly module with one function, put together from instructions by their names, so that there is no binary in the sources.
 * Runtimes that refuse to compile WebAssembly, or have no SIMD, get `null` and keep to plain JavaScript.
 */

/** Opcodes with their fixed operands, by their names in the WebAssembly specification. */
export const OP = {
  loop: [0x03, 0x40], end: [0x0b], brIf: [0x0d, 0x00], get: [0x20], set: [0x21], load: [0x28, 0x02, 0x00], constant: [0x41], less: [0x48], add: [0x6a],
  sub: [0x6b], mul: [0x6c], shl: [0x74],
  loadSplat: [0xfd, 0x09, 0x02, 0x00], splat: [0xfd, 0x11], storeLane: [0xfd, 0x5a, 0x00, 0x00, 0x00], loadZero: [0xfd, 0x5c, 0x00, 0x00],
  narrowToBytes: [0xfd, 0x66], narrowToShorts: [0xfd, 0x85, 0x01], extendBytes: [0xfd, 0x89, 0x01], extendShorts: [0xfd, 0xa9, 0x01],
  shiftRight: [0xfd, 0xac, 0x01], addLanes: [0xfd, 0xae, 0x01], mulLanes: [0xfd, 0xb5, 0x01],
} as const;

const I32 = 0x7f;
const V128 = 0x7b;

function leb(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 128);
  }
}

/** `i32.const` of a number that is not negative. */
export function constant(value: number): number[] {
  const bytes = leb(value);
  if ((bytes.at(-1)! & 0x40) !== 0) {
    bytes[bytes.length - 1]! |= 0x80;
    bytes.push(0);
  }
  return [...OP.constant, ...bytes];
}

/** `local.get`. */
export function get(local: number): number[] {
  return [...OP.get, local];
}

/** `local.set` to what `value` leaves on the stack. */
export function set(local: number, ...value: readonly (readonly number[])[]): number[] {
  return [...value.flat(), ...OP.set, local];
}

/** `local += by`. */
export function increase(local: number, by: readonly number[]): number[] {
  return set(local, get(local), by, OP.add);
}

/** Instructions for each of four registers. */
export function each(make: (index: number) => readonly number[]): number[] {
  return [0, 1, 2, 3].flatMap((index) => [...make(index)]);
}

/** `sum += four bytes at address * weight`, in four lanes of 32 bits. */
export function accumulate(sum: number, address: readonly number[], weight: number): number[] {
  return set(sum, get(sum), address, OP.loadZero, OP.extendBytes, OP.extendShorts, get(weight), OP.mulLanes, OP.addLanes);
}

/** Writes the four lanes of `sum` to `address`, shifted right by 22 bits and clipped to bytes. */
export function storeBytes(sum: number, address: readonly number[]): number[] {
  const shorts = [...get(sum), ...get(sum), ...OP.narrowToShorts];
  return [...set(sum, get(sum), constant(22), OP.shiftRight), ...address, ...shorts, ...shorts, ...OP.narrowToBytes, ...OP.storeLane];
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...leb(content.length), ...content];
}

/** A compiled function and the memory that it works in. */
export interface WasmKernel {
  readonly memory: WebAssembly.Memory;
  readonly run: (...values: number[]) => void;
}

/** Compiles a function of `parameters` integers with further integer and vector locals, or gives `null`. */
export function compileKernel(parameters: number, integers: number, vectors: number, body: readonly number[]): WasmKernel | null {
  const code = [2, integers, I32, vectors, V128, ...body];
  const name = (text: string): number[] => [text.length, ...Array.from(text, (letter) => letter.charCodeAt(0))];
  const bytes = Uint8Array.from([
    0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, [1, 0x60, parameters, ...Array.from({ length: parameters }, () => I32), 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, ...name('memory'), 2, 0, ...name('run'), 0, 0]),
    ...section(10, [1, ...leb(code.length), ...code]),
  ]);
  try {
    return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as WasmKernel;
  } catch {
    return null;
  }
}

const PAGE = 65536;

/** The kernel's memory with room for `size` bytes. */
export function memoryOf({ memory }: WasmKernel, size: number): ArrayBuffer {
  const missing = size - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  return memory.buffer;
}
