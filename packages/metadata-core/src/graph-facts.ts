/** What a model's graph says about itself. */
import type { GraphFacts, GraphValue } from '@onnx-capsule/metadata-schema';

import { HIERARCHY_ATTRIBUTE } from './hierarchy.js';
import type {
  AttributeMessage,
  DimensionMessage,
  GraphMessage,
  Int64,
  ModelMessage,
  NodeMessage,
  SparseTensorMessage,
  TensorMessage,
  TypeMessage,
  ValueInfoMessage,
} from './onnx-messages.js';

/** `TensorProto.data_location` of weights that stand in another file. */
const EXTERNAL = 1;

/** Element types by their number in `TensorProto.DataType`, named as ONNX Runtime for JavaScript names them. */
const ELEMENT_TYPES = (
  'undefined float32 uint8 int8 uint16 int16 int32 int64 string bool float16 float64 uint32 uint64 complex64 complex128 ' +
  'bfloat16 float8e4m3fn float8e4m3fnuz float8e5m2 float8e5m2fnuz uint4 int4 float4e2m1 float8e8m0 uint2 int2'
).split(' ');

/** What is gathered from a graph and the graphs inside its nodes. */
interface Tally {
  readonly operators: Map<string, number>;
  readonly externalData: Set<string>;
  hierarchyTags: boolean;
}

/** The facts about `model`. Initializers that are listed as inputs too, as IR version 3 wanted, are no inputs. */
export function factsOf(model: ModelMessage): GraphFacts {
  const tally: Tally = { operators: new Map(), externalData: new Set(), hierarchyTags: false };
  const initializers = new Map<string, readonly number[]>();
  for (const graph of model.graph) {
    tallyGraph(graph, tally);
    for (const tensor of graph.initializer) initializers.set(tensor.name, tensor.dims.map(toNumber));
    for (const sparse of graph.sparseInitializer) initializers.set(sparse.values?.name ?? '', sparse.dims.map(toNumber));
  }
  for (const { node } of model.functions) tallyNodes(node, tally);
  const inputs = model.graph.flatMap(({ input }) => input).filter(({ name }) => !initializers.has(name));
  const irVersion = toNumber(model.irVersion);
  const producer = [model.producerName, model.producerVersion].filter((word) => word !== '').join(' ');
  return {
    inputs: inputs.map(valueOf),
    outputs: model.graph.flatMap(({ output }) => output).map(valueOf),
    opsets: Object.fromEntries(model.opsetImport.map(({ domain, version }) => [domain === 'ai.onnx' ? '' : domain, toNumber(version)])),
    ...(irVersion === 0 ? {} : { irVersion }),
    ...(producer === '' ? {} : { producer }),
    nodeCount: model.graph.reduce((sum, { node }) => sum + node.length, 0),
    operators: Object.fromEntries(tally.operators),
    initializers: Object.fromEntries(initializers),
    externalData: [...tally.externalData],
    functions: model.functions.map(({ domain, name }) => (domain === '' ? name : `${domain}.${name}`)),
    hierarchyTags: tally.hierarchyTags,
  };
}

function tallyGraph(graph: GraphMessage, tally: Tally): void {
  tallyNodes(graph.node, tally);
  for (const tensor of graph.initializer) tallyTensor(tensor, tally);
  for (const sparse of graph.sparseInitializer) tallySparse(sparse, tally);
}

function tallyNodes(nodes: readonly NodeMessage[], tally: Tally): void {
  for (const { opType, attribute } of nodes) {
    tally.operators.set(opType, (tally.operators.get(opType) ?? 0) + 1);
    for (const each of attribute) tallyAttribute(each, tally);
  }
}

function tallyAttribute(attribute: AttributeMessage, tally: Tally): void {
  const { name, t, g, tensors, graphs, sparseTensor, sparseTensors } = attribute;
  tally.hierarchyTags ||= name === HIERARCHY_ATTRIBUTE;
  if (t !== null) tallyTensor(t, tally);
  if (g !== null) tallyGraph(g, tally);
  if (sparseTensor !== null) tallySparse(sparseTensor, tally);
  for (const tensor of tensors) tallyTensor(tensor, tally);
  for (const graph of graphs) tallyGraph(graph, tally);
  for (const sparse of sparseTensors) tallySparse(sparse, tally);
}

function tallySparse({ values, indices }: SparseTensorMessage, tally: Tally): void {
  if (values !== null) tallyTensor(values, tally);
  if (indices !== null) tallyTensor(indices, tally);
}

function tallyTensor({ dataLocation, externalData }: TensorMessage, tally: Tally): void {
  if (dataLocation !== EXTERNAL) return;
  for (const { key, value } of externalData) if (key === 'location') tally.externalData.add(value);
}

function valueOf({ name, type }: ValueInfoMessage): GraphValue {
  const shape = shapeOf(type);
  return { name, type: typeName(type), ...(shape === undefined ? {} : { shape }) };
}

function typeName(type: TypeMessage | null): string {
  if (type === null) return 'undefined';
  const { tensorType, sparseTensorType, sequenceType, optionalType, mapType } = type;
  if (tensorType !== null) return elementName(tensorType.elemType);
  if (sequenceType !== null) return `sequence(${typeName(sequenceType.elemType)})`;
  if (optionalType !== null) return `optional(${typeName(optionalType.elemType)})`;
  if (mapType !== null) return `map(${elementName(mapType.keyType)}, ${typeName(mapType.valueType)})`;
  return sparseTensorType === null ? 'undefined' : `sparse(${elementName(sparseTensorType.elemType)})`;
}

function elementName(type: number): string {
  return ELEMENT_TYPES[type] ?? `type ${type}`;
}

/** Shape of a tensor; of the elements where the type is a sequence or optional. */
function shapeOf(type: TypeMessage | null): GraphValue['shape'] | undefined {
  if (type === null) return undefined;
  const { tensorType, sparseTensorType, sequenceType, optionalType } = type;
  const shape = (tensorType ?? sparseTensorType)?.shape;
  if (shape) return shape.dim.map(dimension);
  return shapeOf((sequenceType ?? optionalType)?.elemType ?? null);
}

function dimension(dim: DimensionMessage): number | string | null {
  if (Object.hasOwn(dim, 'dimValue')) return toNumber(dim.dimValue);
  return dim.dimParam === '' ? null : dim.dimParam;
}

function toNumber(value: Int64): number {
  return typeof value === 'number' ? value : value.toNumber();
}
