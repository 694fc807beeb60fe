/** Builds models with capsules by the format's page, with the platform's own gzip and hashes, so that it runs in every runtime. */
import { encodeVarint, joinParts, splice } from './core.js';

/** A file to put into a capsule. */
export interface NewFile {
  readonly path: string;
  readonly content: string | Uint8Array;
  readonly codec?: string;
}

/** How to build a capsule. */
export interface NewCapsule {
  readonly files: readonly NewFile[];
  readonly place?: 'tail' | 'head';
  /** Bytes of the graph field. */
  readonly graphBytes?: number;
  /** Fields that override the manifest's. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  readonly omitted?: readonly NewFile[];
  /** Metadata of other tools. */
  readonly foreign?: Readonly<Record<string, string>>;
  /** Makes the signature entry's text from the manifest's bytes. */
  readonly sign?: (manifest: Uint8Array) => Promise<string>;
}

const utf8 = new TextEncoder();

/** Content as bytes. */
export function toBytes(content: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return (typeof content === 'string' ? utf8.encode(content) : content) as Uint8Array<ArrayBuffer>;
}

/** A model without metadata: IR version 8, producer `test`, a graph of `graphBytes` bytes, opset 17. */
export function plainModel(graphBytes = 300): Uint8Array {
  const graph = new Uint8Array(graphBytes).fill(0x2a);
  const head = Uint8Array.of(0x08, 8, 0x12, 4, ...utf8.encode('test'), 0x3a, ...encodeVarint(graphBytes));
  const opset = Uint8Array.of(0x42, 4, 0x0a, 0, 0x10, 17);
  return joinParts([head, graph, opset], head.length + graphBytes + opset.length);
}

/** SHA-256 in hexadecimal. */
export async function sha256(content: string | Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', toBytes(content)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Gzip by the platform. */
export async function gzip(content: string | Uint8Array): Promise<Uint8Array> {
  const stream = new Response(toBytes(content)).body!.pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Base64 with padding. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 0x2000) text += String.fromCharCode(...bytes.subarray(start, start + 0x2000));
  return btoa(text);
}

/** The stored value of a file. */
export async function stored({ content, codec = 'utf8' }: NewFile): Promise<Uint8Array> {
  return codec === 'utf8' ? toBytes(content) : toBytes(base64(await gzip(content)));
}

/** A manifest row. */
async function row(file: NewFile): Promise<Record<string, unknown>> {
  const value = await stored(file);
  const size = toBytes(file.content).length;
  return {
    path: file.path,
    codec: file.codec ?? 'utf8',
    size,
    ...(value.length === size ? {} : { stored: value.length }),
    sha256: await sha256(file.content),
  };
}

/** A model with a capsule. */
export async function capsuleModel(capsule: NewCapsule): Promise<Uint8Array> {
  const { files, place = 'tail', graphBytes, manifest: fields, omitted, foreign = {}, sign } = capsule;
  const manifest = utf8.encode(
    JSON.stringify({
      format: 1,
      generator: 'onnx-capsule/0.1.0',
      model: { type: 'bert' },
      files: await Promise.all(files.map(row)),
      ...(omitted === undefined
        ? {}
        : { omitted: (await Promise.all(omitted.map(row))).map(({ path, size, sha256: hash }) => ({ path, size, sha256: hash, reason: 'tier' })) }),
      ...fields,
    }),
  );
  const entries = [{ key: 'capsule.manifest', value: manifest }];
  for (const file of files) entries.push({ key: `capsule.file/${file.path}`, value: (await stored(file)) as Uint8Array<ArrayBuffer> });
  if (sign !== undefined) entries.push({ key: 'capsule.signature', value: utf8.encode(await sign(manifest)) });
  const model = splice(
    plainModel(graphBytes),
    Object.entries(foreign).map(([key, value]) => ({ key, value: utf8.encode(value) })),
  );
  return splice(model, entries, place);
}
