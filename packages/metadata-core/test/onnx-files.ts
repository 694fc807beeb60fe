/// <reference types="node" />
/** The container corpus: small valid and malformed ONNX files, and what each must give. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Bytes that are no text. */
interface Base64 {
  readonly base64: string;
}

interface Property {
  readonly key?: string | Base64;
  readonly value?: string | Base64;
  readonly value_sha256?: string;
}

/** A row of the corpus' manifest. */
export interface OnnxFile {
  readonly file: string;
  /** `ok`, or why the top level or an entry does not parse. */
  readonly walk: string;
  readonly model?: { readonly has_graph: boolean; readonly metadata_props: readonly Property[] };
}

const folder = new URL('../../../fixtures/onnxfiles/', import.meta.url);

/** All rows. */
export const onnxFiles: readonly OnnxFile[] = (
  JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8')) as { files: OnnxFile[] }
).files;

/** The bytes of a file of the corpus. */
export function onnxFile(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, folder)));
}

/** Key and value as hexadecimal; a value that the manifest knows by its hash alone as that hash. */
export function expectedProperty({ key, value, value_sha256 }: Property): readonly [string, string] {
  return [hex(key), value_sha256 ?? hex(value)];
}

/** SHA-256 in hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Bytes as hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function hex(text: string | Base64 | undefined): string {
  return typeof text === 'object' ? Buffer.from(text.base64, 'base64').toString('hex') : Buffer.from(text ?? '').toString('hex');
}
