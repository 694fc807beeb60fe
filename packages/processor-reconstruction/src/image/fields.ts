/** Typed reading of a processor configuration's fields: snake_case names as transformers writes them. */
import { ProcessorError } from '../processor-error.js';

/** The fields of a processor configuration after defaults, configuration and call options were laid over each other. */
export type Fields = Readonly<Record<string, unknown>>;

/** A size as configurations write it; which entries are there decides how an image is resized. */
export interface SizeFields {
  readonly height?: number;
  readonly width?: number;
  readonly shortest_edge?: number;
  readonly longest_edge?: number;
  readonly max_height?: number;
  readonly max_width?: number;
}

const SIZE_KEYS = ['height', 'width', 'shortest_edge', 'longest_edge', 'max_height', 'max_width'] as const;

function badField(name: string, expected: string, value: unknown): ProcessorError {
  return new ProcessorError('BAD_IMAGE_PROCESSOR_FIELD', `The image processor's \`${name}\` is ${JSON.stringify(value)}; expected ${expected}.`, {
    where: name,
    hint: 'Correct preprocessor_config.json or the call option; the reference refuses such a value too.',
  });
}

/** Whether a field is switched on; absent and null count as off. @throws {ProcessorError} `BAD_IMAGE_PROCESSOR_FIELD` when it is not a boolean. */
export function flag(fields: Fields, name: string): boolean {
  const value = fields[name] ?? false;
  if (typeof value !== 'boolean') throw badField(name, 'true or false', value);
  return value;
}

/** A finite number. @throws {ProcessorError} `BAD_IMAGE_PROCESSOR_FIELD` when it is absent or something else. */
export function numberField(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw badField(name, 'a number', value);
  return value;
}

/** A finite number, or `undefined` where the field is absent or null. @throws {ProcessorError} `BAD_IMAGE_PROCESSOR_FIELD` for anything else. */
export function optionalNumber(fields: Fields, name: string): number | undefined {
  return fields[name] === undefined || fields[name] === null ? undefined : numberField(fields, name);
}

/** A whole number of at least 1. @throws {ProcessorError} `BAD_IMAGE_PROCESSOR_FIELD` for anything else. */
export function countField(fields: Fields, name: string): number {
  const value = numberField(fields, name);
  if (!Number.isInteger(value) || value < 1) throw badField(name, 'a whole number of at least 1', value);
  return value;
}

/** One value per colour channel; a single number stands for all three. @throws {ProcessorError} `BAD_IMAGE_PROCESSOR_FIELD` for anything else. */
export function channelValues(fields: Fields, name: string): readonly [number, number, number] {
  const value = fields[name];
  if (typeof value === 'number' && Number.isFinite(value)) return [value, value, value];
  if (Array.isArray(value) && value.length === 3 && value.every((item) => typeof item === 'number' && Number.isFinite(item))) {
    return value as unknown as readonly [number, number, number];
  }
  throw badField(name, 'a number or three numbers', value);
}

function edge(name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) throw badField(name, 'a whole number of at least 1', value);
  return value;
}

/**
 * A size field in its modern form. A bare number means a square where `square` is set, otherwise the shortest edge (with
 * `longestEdge` as the limit where given); a list means height and width.
 *
 * @throws {ProcessorError} `BAD_IMAGE_PROCESSOR_FIELD` when it is none of these.
 */
export function sizeField(fields: Fields, name: string, square: boolean, longestEdge?: number): SizeFields {
  const value = fields[name];
  if (typeof value === 'number') {
    const length = edge(name, value);
    if (square) return { height: length, width: length };
    return longestEdge === undefined ? { shortest_edge: length } : { shortest_edge: length, longest_edge: longestEdge };
  }
  if (Array.isArray(value) && value.length === 2) return { height: edge(name, value[0]), width: edge(name, value[1]) };
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const given = value as Record<string, unknown>;
    const size: Record<string, number> = {};
    for (const key of SIZE_KEYS) {
      if (given[key] !== undefined && given[key] !== null) size[key] = edge(`${name}.${key}`, given[key]);
    }
    if (Object.keys(size).length > 0) return size;
  }
  throw badField(name, 'a number, [height, width], or an object with height and width, shortest_edge, longest_edge, or max_height and max_width', value);
}

/** Height and width of a size field. @throws {ProcessorError} `BAD_IMAGE_PROCESSOR_FIELD` when one is missing. */
export function heightAndWidth(size: SizeFields, name: string): readonly [height: number, width: number] {
  if (size.height === undefined || size.width === undefined) throw badField(name, 'height and width', size);
  return [size.height, size.width];
}

/** One entry of a size field. @throws {ProcessorError} `BAD_IMAGE_PROCESSOR_FIELD` when it is missing. */
export function sizeEntry(size: SizeFields, key: keyof SizeFields, name: string): number {
  const value = size[key];
  if (value === undefined) throw badField(name, `an object with ${key}`, size);
  return value;
}
