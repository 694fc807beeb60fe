/**
 * Hierarchy tags: exporters that preserve module hierarchy give nodes the attribute `hierarchy_tag`, which ONNX Runtime refuses. Moved
 * to the node's metadata (`NodeProto.metadata_props`, since IR version 10; older parsers skip it) they are kept and harmless.
 */
import type { ByteSource } from './byte-source.js';
import { ByteWindows } from './byte-windows.js';
import { joinParts } from './join-parts.js';
import { encodeEntry, joinPieces, type ByteRange, type Piece } from './splice.js';
import { startWalk, STEP_BYTES, stepWalk, walkFields, walkGoesOn, type WireField } from './walk.js';
import { MODEL_GRAPH, varintLength, WIRE_LENGTH, writeVarint } from './wire.js';

/** What happens to hierarchy tags: they stay, become node metadata, or go. */
export type HierarchyMode = 'keep' | 'move' | 'drop';

/** A range of a file and what it becomes. */
export interface Edit extends ByteRange {
  readonly bytes: Uint8Array;
}

/** What has to change in a model so that no node has the attribute. */
export interface HierarchyEdits {
  /** In order, not overlapping. */
  readonly edits: readonly Edit[];
  /** Number of tags that were found. */
  readonly tags: number;
}

/** The attribute of hierarchy-preserving exports, which ONNX Runtime refuses. */
export const HIERARCHY_ATTRIBUTE = 'hierarchy_tag';

const MODEL_FUNCTIONS = 25;
/** Where nodes stand in a `GraphProto` and in a `FunctionProto`. */
const GRAPH_NODE = 1;
const FUNCTION_NODE = 7;
const NODE_ATTRIBUTE = 5;
const NODE_METADATA = 9;
const ATTRIBUTE_NAME = 1;
const ATTRIBUTE_STRING = 4;
const ATTRIBUTE_GRAPH = 6;
const ATTRIBUTE_GRAPHS = 11;
/** Subgraphs nested deeper than protobuf's 100 messages are left alone: no parser reads them. */
const MAX_DEPTH = 33;

/**
 * The edits that `mode` makes to the model in `source`. Weights are not read.
 *
 * @throws {MetadataError} `MALFORMED_MODEL`, `TRUNCATED_MODEL` where a graph is damaged, and what the source throws.
 */
export async function hierarchyEdits(source: ByteSource, mode: HierarchyMode): Promise<HierarchyEdits> {
  const windows = new ByteWindows(source);
  const edits: Edit[] = [];
  let tags = 0;
  for await (const field of fieldsIn(windows, 0, source.size)) {
    const nodeNumber = nodeNumberOf(field);
    if (nodeNumber === undefined) continue;
    const inner: Edit[] = [];
    for await (const node of fieldsIn(windows, field.valueStart, field.end)) {
      if (node.number !== nodeNumber || node.wireType !== WIRE_LENGTH) continue;
      if (windows.find(node.start, node.end - node.start) === undefined) await windows.load(node.start);
      const bytes = await windows.view(node.valueStart, node.end - node.valueStart);
      const found = editNode(bytes, mode, 0);
      tags += found?.tags ?? 0;
      if (found !== undefined) inner.push({ start: node.start, end: node.end, bytes: encodeField(nodeNumber, found.bytes) });
    }
    addEdits(edits, field, inner);
  }
  return { edits: mode === 'keep' ? [] : edits, tags };
}

/** `pieces` of a file, with `edits` of that file made in its ranges. No edit may cross the border of a range. */
export function applyEdits(pieces: readonly Piece[], edits: readonly Edit[]): readonly Piece[] {
  return pieces.flatMap((piece): readonly Piece[] => {
    if (piece instanceof Uint8Array) return [piece];
    const parts: Piece[] = [];
    let { start } = piece;
    for (const edit of edits) {
      if (edit.start < piece.start || edit.end > piece.end) continue;
      if (edit.start > start) parts.push({ start, end: edit.start });
      parts.push(edit.bytes);
      start = edit.end;
    }
    if (piece.end > start) parts.push({ start, end: piece.end });
    return parts;
  });
}

/**
 * The model in `bytes` as ONNX Runtime accepts it, without hierarchy tags; `bytes` itself where it has none.
 *
 * @throws {MetadataError} `MALFORMED_MODEL`, `TRUNCATED_MODEL`.
 */
export function withoutHierarchyTags(bytes: Uint8Array): Uint8Array {
  const edits: Edit[] = [];
  for (const field of walkFields(bytes)) {
    const nodeNumber = nodeNumberOf(field);
    if (nodeNumber !== undefined) addEdits(edits, field, graphEdits(bytes, field.valueStart, field.end, nodeNumber, 'drop', 0).edits);
  }
  return edits.length === 0 ? bytes : joinPieces(bytes, applyEdits([{ start: 0, end: bytes.length }], edits));
}

function nodeNumberOf({ number, wireType }: WireField): number | undefined {
  if (wireType !== WIRE_LENGTH) return undefined;
  return number === MODEL_GRAPH ? GRAPH_NODE : number === MODEL_FUNCTIONS ? FUNCTION_NODE : undefined;
}

/** Adds the edits inside a field, and before them the one of its length. */
function addEdits(edits: Edit[], field: WireField, inner: readonly Edit[]): void {
  if (inner.length === 0) return;
  const grown = inner.reduce((sum, { start, end, bytes }) => sum + bytes.length - (end - start), 0);
  edits.push({ start: field.start, end: field.valueStart, bytes: header(field.number, field.end - field.valueStart + grown) }, ...inner);
}

function graphEdits(bytes: Uint8Array, start: number, end: number, nodeNumber: number, mode: HierarchyMode, depth: number): HierarchyEdits {
  const edits: Edit[] = [];
  let tags = 0;
  for (const field of walkFields(bytes, start, end)) {
    if (field.number !== nodeNumber || field.wireType !== WIRE_LENGTH) continue;
    const found = editNode(bytes.subarray(field.valueStart, field.end), mode, depth);
    if (found === undefined) continue;
    tags += found.tags;
    edits.push({ start: field.start, end: field.end, bytes: encodeField(nodeNumber, found.bytes) });
  }
  return { edits, tags };
}

/** A `NodeProto` without tags, its subgraphs included; `undefined` where there are none. */
function editNode(node: Uint8Array, mode: HierarchyMode, depth: number): { readonly bytes: Uint8Array; readonly tags: number } | undefined {
  const edits: Edit[] = [];
  const moved: Uint8Array[] = [];
  let tags = 0;
  for (const field of walkFields(node)) {
    if (field.number !== NODE_ATTRIBUTE || field.wireType !== WIRE_LENGTH) continue;
    const { name, value, graphs } = readAttribute(node, field);
    if (name === HIERARCHY_ATTRIBUTE) {
      tags++;
      edits.push({ start: field.start, end: field.end, bytes: new Uint8Array() });
      moved.push(encodeEntry(NODE_METADATA, HIERARCHY_ATTRIBUTE, value));
      continue;
    }
    if (depth >= MAX_DEPTH) continue;
    const inner: Edit[] = [];
    for (const graph of graphs) {
      const found = graphEdits(node, graph.valueStart, graph.end, GRAPH_NODE, mode, depth + 1);
      tags += found.tags;
      addEdits(inner, graph, found.edits);
    }
    addEdits(edits, field, inner);
  }
  if (tags === 0) return undefined;
  const pieces = applyEdits([{ start: 0, end: node.length }], edits);
  return { bytes: joinPieces(node, mode === 'move' ? [...pieces, ...moved] : pieces), tags };
}

function readAttribute(
  node: Uint8Array,
  attribute: WireField,
): { readonly name: string; readonly value: Uint8Array; readonly graphs: readonly WireField[] } {
  let name = '';
  let value: Uint8Array = new Uint8Array();
  const graphs: WireField[] = [];
  for (const field of walkFields(node, attribute.valueStart, attribute.end)) {
    if (field.wireType !== WIRE_LENGTH) continue;
    const content = node.subarray(field.valueStart, field.end);
    if (field.number === ATTRIBUTE_NAME) name = content.length === HIERARCHY_ATTRIBUTE.length ? new TextDecoder().decode(content) : '';
    else if (field.number === ATTRIBUTE_STRING) value = content;
    else if (field.number === ATTRIBUTE_GRAPH || field.number === ATTRIBUTE_GRAPHS) graphs.push(field);
  }
  return { name, value, graphs };
}

async function* fieldsIn(windows: ByteWindows, start: number, end: number): AsyncGenerator<WireField, void, undefined> {
  const walk = startWalk(start, end);
  while (walkGoesOn(walk)) {
    const needed = Math.min(STEP_BYTES, end - walk.position);
    if (windows.find(walk.position, needed) === undefined) await windows.load(walk.position);
    const field = stepWalk(walk, windows.find(walk.position, needed)!);
    if (field !== undefined) yield field;
  }
}

function encodeField(number: number, content: Uint8Array): Uint8Array {
  const head = header(number, content.length);
  return joinParts([head, content], head.length + content.length);
}

function header(number: number, length: number): Uint8Array {
  const tag = number * 8 + WIRE_LENGTH;
  const bytes = new Uint8Array(varintLength(tag) + varintLength(length));
  writeVarint(bytes, writeVarint(bytes, 0, tag), length);
  return bytes;
}
