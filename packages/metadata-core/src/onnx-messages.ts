/** The decoded messages of onnx-subset.proto, typed, and their decoder. */
import { MetadataError } from '@onnx-capsule/metadata-schema';
import protobuf from 'protobufjs/minimal.js';

import { onnx } from './generated/onnx-subset.js';

/** A 64-bit integer as protobufjs gives it: a number, or a Long where that library is installed. */
export type Int64 = number | { toNumber(): number };

export interface ModelMessage {
  readonly irVersion: Int64;
  readonly producerName: string;
  readonly producerVersion: string;
  /** More than one where the file holds its graph in pieces, which are to be merged. */
  readonly graph: readonly GraphMessage[];
  readonly opsetImport: readonly { readonly domain: string; readonly version: Int64 }[];
  readonly functions: readonly { readonly name: string; readonly domain: string; readonly node: readonly NodeMessage[] }[];
}

export interface GraphMessage {
  readonly node: readonly NodeMessage[];
  readonly initializer: readonly TensorMessage[];
  readonly sparseInitializer: readonly SparseTensorMessage[];
  readonly input: readonly ValueInfoMessage[];
  readonly output: readonly ValueInfoMessage[];
}

export interface NodeMessage {
  readonly opType: string;
  readonly domain: string;
  readonly attribute: readonly AttributeMessage[];
}

export interface AttributeMessage {
  readonly name: string;
  readonly t: TensorMessage | null;
  readonly g: GraphMessage | null;
  readonly tensors: readonly TensorMessage[];
  readonly graphs: readonly GraphMessage[];
  readonly sparseTensor: SparseTensorMessage | null;
  readonly sparseTensors: readonly SparseTensorMessage[];
}

export interface TensorMessage {
  readonly dims: readonly Int64[];
  readonly dataType: number;
  readonly name: string;
  readonly externalData: readonly { readonly key: string; readonly value: string }[];
  readonly dataLocation: number;
}

export interface SparseTensorMessage {
  readonly values: TensorMessage | null;
  readonly indices: TensorMessage | null;
  readonly dims: readonly Int64[];
}

export interface ValueInfoMessage {
  readonly name: string;
  readonly type: TypeMessage | null;
}

interface TensorTypeMessage {
  readonly elemType: number;
  readonly shape: { readonly dim: readonly DimensionMessage[] } | null;
}

/** `dimValue` is an own property only where the file says it. */
export interface DimensionMessage {
  readonly dimValue: Int64;
  readonly dimParam: string;
}

export interface TypeMessage {
  readonly tensorType: TensorTypeMessage | null;
  readonly sparseTensorType: TensorTypeMessage | null;
  readonly sequenceType: { readonly elemType: TypeMessage | null } | null;
  readonly optionalType: { readonly elemType: TypeMessage | null } | null;
  readonly mapType: { readonly keyType: number; readonly valueType: TypeMessage | null } | null;
}

/**
 * The model in `bytes`; weights are skipped by their length.
 *
 * @throws {MetadataError} `MALFORMED_GRAPH` where a message is cut, breaks the format, or nests deeper than protobuf's 100 messages.
 */
export function decodeModel(bytes: Uint8Array): ModelMessage {
  const reader = protobuf.Reader.create(bytes);
  // Otherwise the weights, which the subset does not know, would be kept as unknown fields.
  reader.discardUnknown = true;
  try {
    const { ModelProto } = onnx as { ModelProto: { decode(reader: protobuf.Reader): ModelMessage } };
    return ModelProto.decode(reader);
  } catch (cause) {
    throw new MetadataError('MALFORMED_GRAPH', `The model's graph cannot be read: ${(cause as Error).message}, near byte ${reader.pos}.`, {
      where: `offset ${reader.pos}`,
      hint: 'Get the file again, in binary mode, or export the model again.',
      cause,
    });
  }
}
