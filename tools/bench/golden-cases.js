/** The goldens of the fixtures as calls of `pipeline`: inputs in its form, outputs compared with what Python gave. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));

/** Calls that Python makes through another library run through the task of that name here. */
const TASK_OF_CALL = { 'sentence-transformers.encode': 'sentence-similarity', 'cross-encoder.rank': 'text-ranking' };

const MEDIA_FIELDS = ['image', 'audio'];

/** All goldens, in order of their names. */
export function goldens() {
  return readdirSync(`${FIXTURES}golden`).sort().map((name) => JSON.parse(readFileSync(`${FIXTURES}golden/${name}`, 'utf8')));
}

/** Where the folder of a model lies, and its main file in it. */
export function modelFiles(id) {
  const folder = `${FIXTURES}models/${id}`;
  const find = (path) => readdirSync(path).filter((name) => name.endsWith('.onnx')).sort((a, b) => rank(a) - rank(b))[0];
  const main = find(folder);
  return { folder, main: main === undefined ? `${folder}/onnx/${find(`${folder}/onnx`)}` : `${folder}/${main}` };
}

/** The part of a model of several files that holds the capsule. */
function rank(name) {
  return ['model', 'decoder_model_merged', 'decoder_model', 'encoder_model'].findIndex((start) => name.startsWith(start));
}

/** The task by which a case runs. */
export function taskOf(golden, row) {
  return row.call === undefined ? golden.task : TASK_OF_CALL[row.call];
}

/** How close numbers must be: quantised and half-precision graphs round where others do not. */
export function toleranceOf(golden) {
  return /quanti|int8|float16/i.test(golden.exporter) ? 1e-3 : 1e-4;
}

/** Runs one case. A list that Python ran as one batch runs as one batch: dynamic quantisation takes its scale from the whole batch. */
export function runCase(pipe, row) {
  if (row.call === 'sentence-transformers.encode') return pipe.encode(row.input, row.options);
  const rows = Array.isArray(row.input) ? (row.features?.input_ids?.shape[0] ?? 1) : 1;
  return pipe(inputOf(row.input), { ...row.options, ...(rows > 1 && { batch_size: rows }) });
}

function inputOf(value) {
  if (Array.isArray(value)) return value.map(inputOf);
  if (typeof value !== 'object' || value === null) return value;
  if (value.images) return value.images.map((name) => `${FIXTURES}media/${name}`);
  const named = { ...value };
  for (const field of MEDIA_FIELDS) if (named[field] !== undefined) named[field] = `${FIXTURES}media/${named[field]}`;
  const fields = Object.keys(named);
  return fields.length === 1 && [...MEDIA_FIELDS, 'text'].includes(fields[0]) ? named[fields[0]] : named;
}

/** What differs beyond `tolerance`, and the largest deviation of any number. Labels, tokens, ids, order, sizes and pixels must be equal. */
export function compare(actual, row, tolerance) {
  const found = { problems: [], largest: 0 };
  walk(actual, utf16Spans(row.output, row.input), '', tolerance, found);
  return found;
}

function walk(actual, expected, path, tolerance, found) {
  if (expected?.dtype !== undefined && expected.shape !== undefined) return walkTensor(actual, expected, path, tolerance, found);
  if (expected?.image?.dtype !== undefined) return walkPixels(actual, expected.image, path, found);
  if (typeof expected === 'number' && typeof actual === 'number') return number(actual, expected, path, tolerance, found);
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return found.problems.push(`${path}: ${actual?.length} entries, not ${expected.length}`);
    return expected.forEach((entry, index) => walk(actual[index], entry, `${path}[${index}]`, tolerance, found));
  }
  if (typeof expected === 'object' && expected !== null) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(actual ?? {})])) walk(actual?.[key], expected[key], `${path}.${key}`, tolerance, found);
    return undefined;
  }
  if (actual !== expected) found.problems.push(`${path}: ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`);
  return undefined;
}

function number(actual, expected, path, tolerance, found) {
  const deviation = Math.abs(actual - expected);
  found.largest = Math.max(found.largest, deviation);
  if (!(deviation <= tolerance)) found.problems.push(`${path}: ${actual}, not ${expected}`);
}

function walkTensor(actual, expected, path, tolerance, found) {
  if (actual?.dims?.join() !== expected.shape.join()) return found.problems.push(`${path}: shape ${actual?.dims}, not ${expected.shape}`);
  const numbers = numbersOf(expected);
  let largest = 0;
  for (let index = 0; index < numbers.length; index++) largest = Math.max(largest, Math.abs(Number(actual.data[index]) - Number(numbers[index])));
  found.largest = Math.max(found.largest, largest);
  if (!(largest <= tolerance)) found.problems.push(`${path}: off by ${largest}`);
  return undefined;
}

/** Masks, depth maps and pictures: every pixel equal. */
function walkPixels(actual, expected, path, found) {
  const [height, width, channels = 1] = expected.shape;
  if (actual?.width !== width || actual.height !== height || actual.channels !== channels) {
    return found.problems.push(`${path}: ${actual?.width} x ${actual?.height} x ${actual?.channels}, not ${width} x ${height} x ${channels}`);
  }
  const pixels = numbersOf(expected);
  const different = pixels.reduce((count, pixel, index) => count + (pixel === actual.data[index] ? 0 : 1), 0);
  if (different > 0) found.problems.push(`${path}: ${different} of ${pixels.length} pixels differ`);
  return undefined;
}

const ARRAYS = { float32: Float32Array, float64: Float64Array, int64: BigInt64Array, int32: Int32Array, uint8: Uint8Array, bool: Uint8Array };

function numbersOf({ dtype, data }) {
  const bytes = Buffer.from(data, 'base64');
  return new ARRAYS[dtype](bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** Python counts code points; JavaScript's strings count UTF-16 units. */
function utf16Spans(output, input) {
  if (Array.isArray(output)) return output.map((entry, index) => utf16Spans(entry, Array.isArray(input) ? input[index] : input));
  const text = typeof input === 'string' ? input : input?.context;
  if (typeof output?.start !== 'number' || text === undefined) return output;
  const points = Array.from(text);
  const at = (point) => points.slice(0, point).join('').length;
  return { ...output, start: at(output.start), end: at(output.end) };
}
