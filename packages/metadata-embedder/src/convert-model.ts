/** Turns what other tools wrote into a model into a capsule, and a capsule into the `hf_*` keys of version 2.0. */
import { encodeEntries, type NewEntry, type Piece, piecesLength, rangesWithoutEntries, splicePieces } from '@onnx-capsule/metadata-core';
import { openModel, type OpenedModel } from '@onnx-capsule/metadata-reader/node';
import { type CapsuleFiles, type ManifestTask, MetadataError } from '@onnx-capsule/metadata-schema';

import { capsuleEntries, chooseFiles, makeManifest } from './capsule-entries.js';
import type { SourceFile } from './extractor.js';
import { hfEntries } from './hf-entries.js';
import { modelFacts } from './model-facts.js';
import { type ModelFile, withModel } from './model-file.js';
import { tailStart } from './write-append.js';
import { sizeLimitError, writeModel, type WriteOptions } from './write-model.js';

/** What is written, and where. */
export interface ConvertOptions extends Omit<WriteOptions, 'append'> {
  /** `capsule` upgrades foreign metadata; `hf` writes the keys that readers of `hf_*` 2.0 know. Default `capsule`. */
  readonly to?: 'capsule' | 'hf';
  /** The task, where the metadata names none. */
  readonly task?: ManifestTask;
}

/** What was written. */
export interface ConvertResult {
  readonly model: string;
  readonly output: string;
  /** What was read: a dialect's name, or `capsule`. */
  readonly from: string;
  readonly to: 'capsule' | 'hf';
  readonly task: string | undefined;
  /** Keys of the entries that were written. */
  readonly keys: readonly string[];
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  readonly warnings: readonly string[];
}

interface Conversion {
  readonly from: string;
  readonly task: string | undefined;
  readonly entries: readonly NewEntry[];
  readonly warnings: readonly string[];
}

/**
 * Converts the metadata of the model at `modelPath`, in place or into `output`. What was read stays in the file, so that its own readers
 * go on working; keys that are written replace entries of the same name.
 *
 * @throws {MetadataError} `NO_METADATA` where there is nothing to convert; as `ONNXMetadataEmbedder.embed` where the model cannot be
 * read or written.
 */
export async function convertModel(modelPath: string, options: ConvertOptions = {}): Promise<ConvertResult> {
  const { to = 'capsule' } = options;
  if (to !== 'capsule' && (to as string) !== 'hf') {
    throw new MetadataError('BAD_OPTION', `The option to is ${JSON.stringify(to)}; expected capsule or hf.`, { where: 'to' });
  }
  return await withModel(modelPath, async (model) => {
    const opened = await openModel(model.realPath, { origin: modelPath });
    const { from, task, entries, warnings } = await (to === 'hf' ? toHf(opened, modelPath) : toCapsule(opened, modelPath, options.task));
    const pieces = to === 'hf' ? withHf(model, entries) : splicePieces(model.layout, encodeEntries(entries), 'tail');
    const bytesAfter = piecesLength(pieces);
    const tooLarge = sizeLimitError(modelPath, bytesAfter);
    if (tooLarge !== undefined) throw tooLarge;
    await writeModel(model, pieces, new Uint8Array(), options);
    const output = options.output ?? modelPath;
    const keys = entries.map(({ key }) => key);
    return { model: modelPath, output, from, to, task, keys, bytesBefore: model.layout.size, bytesAfter, warnings };
  });
}

async function toCapsule(opened: OpenedModel, path: string, given: ManifestTask | undefined): Promise<Conversion> {
  const { dialect } = opened;
  if (dialect === undefined || dialect.files.list().length === 0) {
    const foreign = dialect === undefined ? 'holds no metadata that is known' : `has ${dialect.name} metadata that amounts to no file`;
    const found = opened.capsule === undefined ? foreign : 'holds a capsule already';
    throw nothingToConvert(path, found, 'Embed the files of its folder: onnx-capsule embed-metadata <model.onnx> <folder>.');
  }
  const files = sourceFiles(dialect.files);
  const task: ManifestTask | undefined =
    dialect.task === undefined ? given : { name: dialect.task, source: 'dialect', evidence: [`${dialect.name} metadata`] };
  const chosen = await chooseFiles(files, {});
  const facts = await modelFacts(files, '', dialect.modelId === undefined ? {} : { id: dialect.modelId });
  const manifest = makeManifest(chosen, { task, model: facts.model, parts: [], digest: undefined });
  return {
    from: dialect.name,
    task: task?.name,
    entries: await capsuleEntries(manifest, chosen.stored, undefined),
    warnings: [...dialect.problems.map(({ key, message }) => `${key}: ${message}`), ...facts.warnings],
  };
}

async function toHf({ capsule, files }: OpenedModel, path: string): Promise<Conversion> {
  if (capsule === undefined || files === undefined) {
    throw nothingToConvert(path, 'holds no capsule', 'Embed first, or convert to a capsule.');
  }
  const { entries, left } = await hfEntries(capsule);
  const warnings = left.length > 0 ? [`hf_* 2.0 has no key for ${left.join(', ')}: readers of that version will miss them.`] : [];
  return { from: 'capsule', task: capsule.manifest.task?.name, entries, warnings };
}

/** `hf_*` entries stand before the capsule at the end, so that the capsule can still be cut off without a copy. */
function withHf({ layout }: ModelFile, entries: readonly NewEntry[]): readonly Piece[] {
  const written = new Set(entries.map(({ key }) => key.replace(/:compressed$/, '')));
  const ranges = rangesWithoutEntries(layout, (key) => written.has(key.replace(/:compressed$/, '')));
  const at = tailStart(layout);
  const before = ranges.flatMap(({ start, end }) => (start < at ? [{ start, end: Math.min(end, at) }] : []));
  const after = ranges.flatMap(({ start, end }) => (end > at ? [{ start: Math.max(start, at), end }] : []));
  return [...before, encodeEntries(entries), ...after];
}

function sourceFiles(files: CapsuleFiles): readonly SourceFile[] {
  return files.list().map(({ path, size }) => ({ path, size, tier: 'minimal', read: () => files.bytes(path) }));
}

function nothingToConvert(path: string, found: string, hint: string): MetadataError {
  return new MetadataError('NO_METADATA', `${path} ${found}; there is nothing to convert.`, { where: path, hint });
}
