/** Says what a file is that was taken for an ONNX model: people hand over pointers, error pages and other formats. */
import { MetadataError } from '@onnx-capsule/metadata-schema';

import type { OpenedSource } from './options.js';

interface Format {
  readonly name: string;
  /** What is at the start; `.` stands for any byte, and text is compared without case. */
  readonly start: RegExp;
  readonly hint: string;
}

const CONVERT = 'Export the model to ONNX.';

/* eslint-disable no-control-regex -- the first bytes of a binary format are control characters */
const FORMATS: readonly Format[] = [
  { name: 'a Git LFS pointer', start: /^version https:\/\/git-lfs/, hint: 'Fetch the model itself: git lfs pull.' },
  { name: 'a web page', start: /^\s*(<!doctype|<html|<\?xml|<head|<body)/i, hint: 'Check the address; a server sent an error page.' },
  { name: 'an ONNX Runtime (.ort) file', start: /^.{4}ORTM/s, hint: 'Use the .onnx file that it was made from.' },
  { name: 'a zip archive', start: /^PK\x03\x04/, hint: 'Unpack it first; a PyTorch checkpoint must be exported to ONNX.' },
  { name: 'gzip data', start: /^\x1f\x8b/, hint: 'Unpack it first.' },
  { name: 'a GGUF file', start: /^GGUF/, hint: CONVERT },
  { name: 'a safetensors file', start: /^.{8}\{\s*"/s, hint: CONVERT },
  { name: 'a TensorFlow Lite file', start: /^.{4}TFL3/s, hint: CONVERT },
  { name: 'an HDF5 file', start: /^\x89HDF/, hint: CONVERT },
  { name: 'a Python pickle', start: /^\x80[\x02-\x05]/, hint: CONVERT },
  { name: 'JSON', start: /^\s*[{[]\s*["\]}{[\d]/, hint: 'Give the .onnx file.' },
];
/* eslint-enable no-control-regex */

/** What `head`, the first bytes of a file, are the start of; `undefined` where that is not known. */
export function recogniseFormat(head: Uint8Array): { readonly name: string; readonly hint: string } | undefined {
  const text = String.fromCharCode(...head.subarray(0, 64));
  const known = FORMATS.find(({ start }) => start.test(text));
  if (known !== undefined) return known;
  return head.length > 8 && /^[\t\n\r\x20-\x7e]*$/.test(text) ? { name: 'a text file', hint: 'Give the .onnx file.' } : undefined;
}

/** A clearer error than `error`, where the file is no ONNX model at all; else the same with the file's name. */
export async function explainDamage(error: MetadataError, { source, origin }: OpenedSource): Promise<MetadataError> {
  const format = recogniseFormat(await source.read(0, Math.min(64, source.size)));
  if (format !== undefined) {
    return new MetadataError('NOT_ONNX', `${origin} is no ONNX model but ${format.name}.`, { hint: format.hint, cause: error });
  }
  return new MetadataError(error.code, `${origin}: ${error.message}`, {
    hint: 'Get the file again, in binary mode; a tail that broke off while embedding is removed by `onnx-capsule validate --repair`.',
    cause: error,
    ...(error.where === undefined ? {} : { where: error.where }),
  });
}
