/** Puts the files that a model needs into the model. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { type CapsulePlace, encodeEntries, type ModelLayout, type Piece, piecesLength, splicePieces } from '@onnx-capsule/metadata-core';
import { applyEdits, hierarchyEdits, type HierarchyMode } from '@onnx-capsule/metadata-core/graph';
import { type CapsuleManifest, type ManifestTask, MetadataError } from '@onnx-capsule/metadata-schema';

import { capsuleEntries, chooseFiles, makeManifest } from './capsule-entries.js';
import { type Discovery, MetadataExtractor, sourceFolderOf } from './extractor.js';
import type { Tier } from './file-rules.js';
import { digestPieces } from './model-digest.js';
import { modelFacts } from './model-facts.js';
import { type ModelFile, withModel } from './model-file.js';
import { modelParts } from './model-parts.js';
import { sizeLimitError, writeModel, type WriteOptions } from './write-model.js';

/** How a model is embedded into; each has the default that is named. */
export interface EmbedOptions extends WriteOptions {
  /** How much is embedded. Default `full`. */
  readonly tier?: Tier;
  /** Bytes up to which text is stored as it is. Default 10 240. */
  readonly compressThreshold?: number;
  /** `false` stores text of every length as it is. Default `true`. */
  readonly compress?: boolean;
  /** `false` stores a `tokenizer.json` as any other text, for readers that do not know the packed form. Default `true`. */
  readonly packedTokenizer?: boolean;
  /** Where the entries stand. Default `tail`. */
  readonly layout?: CapsulePlace;
  /** Shell patterns of files that are taken although they are none of the usual ones. */
  readonly include?: readonly string[];
  /** Shell patterns of files that are left out. */
  readonly exclude?: readonly string[];
  /** The task, and why it is that; recorded in the manifest. */
  readonly task?: ManifestTask;
  /** Whether the manifest holds the SHA-256 of the model itself. Default `false`. */
  readonly digest?: boolean;
  /** Private Ed25519 key (PKCS #8, PEM) that signs the manifest. */
  readonly signKey?: string;
  /** Name of the model, such as `org/name`. */
  readonly id?: string;
  /** Revision of the model. */
  readonly revision?: string;
  /** What happens to `hierarchy_tag` attributes, which ONNX Runtime refuses: they become node metadata, go, or stay. Default `move`. */
  readonly hierarchy?: HierarchyMode;
  /** Says what would be written and writes nothing. Default `false`. */
  readonly dryRun?: boolean;
}

/** What was written, or would be. */
export interface EmbedResult {
  readonly model: string;
  readonly output: string;
  readonly task: string | undefined;
  readonly files: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** Bytes that the capsule takes. */
  readonly metadataBytes: number;
  /** Bytes of the embedded files as they were. */
  readonly sourceBytes: number;
  readonly layout: CapsulePlace;
  readonly warnings: readonly string[];
  readonly manifest: CapsuleManifest;
}

/** Embeds folders into models. Stateless; the class is a name that people know. */
export class ONNXMetadataEmbedder {
  /**
   * Puts the files of `folder` that belong to a model into the model at `modelPath`, in place or into `output`. The old file stays
   * until the new one is complete. The capsule that the model carries is replaced; every other byte stays.
   *
   * @param folder Where the files are. Default: the model's folder, or its parent where that alone holds `config.json`.
   * @throws {MetadataError} `MODEL_NOT_FOUND`, `UNREADABLE_MODEL`, `NOT_ONNX`, `NO_GRAPH`, `FOLDER_NOT_FOUND`, `UNREADABLE_FOLDER`,
   * `NO_SOURCE_FILES`, `UNREADABLE_FILE`, `FILE_TOO_LARGE`, `MODEL_TOO_LARGE`, `BAD_KEY`, `BAD_OPTION`, and what `writeModel` throws.
   */
  async embed(modelPath: string, folder?: string, options: EmbedOptions = {}): Promise<EmbedResult> {
    checkOptions(options);
    const source = folder ?? (await sourceFolderOf(modelPath));
    const discovery = await new MetadataExtractor().discover(source, options);
    return await withModel(modelPath, async (model) => await embedInto(model, source, discovery, options));
  }
}

async function embedInto(model: ModelFile, folder: string, discovery: Discovery, options: EmbedOptions): Promise<EmbedResult> {
  const { layout } = model;
  checkGraph(model.path, layout);
  const chosen = await chooseFiles(discovery.files, options);
  if (chosen.stored.length === 0) {
    throw new MetadataError('NO_SOURCE_FILES', `${basename(folder)} holds no file that belongs to a model: no config.json, no tokenizer, no processor.`, {
      where: folder,
      hint: 'Name the folder that the model was exported from, or choose files with --include.',
    });
  }
  const facts = await modelFacts(discovery.files, await modelCard(folder), options);
  const place = options.layout ?? 'tail';
  const tagged = await hierarchyEdits(model.source, options.hierarchy ?? 'move');
  if (options.append === true && tagged.edits.length > 0) throw tagsInTheWay(model.path, tagged.tags);
  const withEntries = (entries: Uint8Array): readonly Piece[] => applyEdits(splicePieces(layout, entries, place), tagged.edits);
  const manifest = makeManifest(chosen, {
    task: options.task,
    model: facts.model,
    parts: await modelParts(model.path),
    digest: options.digest === true ? await digestPieces(model, withEntries(new Uint8Array())) : undefined,
  });
  const entries = encodeEntries(await capsuleEntries(manifest, chosen.stored, options.signKey));
  const pieces = withEntries(entries);
  const bytesAfter = piecesLength(pieces);
  const tooLarge = sizeLimitError(model.path, bytesAfter);
  if (tooLarge !== undefined) throw tooLarge;
  const output = options.output ?? model.path;
  if (options.dryRun !== true) await writeModel(model, pieces, entries, options);
  return {
    model: model.path,
    output,
    task: options.task?.name,
    files: chosen.stored.length,
    bytesBefore: layout.size,
    bytesAfter,
    metadataBytes: entries.length,
    sourceBytes: chosen.stored.reduce((sum, { row }) => sum + row.size, 0),
    layout: place,
    warnings: [...discovery.warnings, ...facts.warnings, ...tagWarnings(tagged.tags, options.hierarchy)],
    manifest,
  };
}

function checkGraph(path: string, layout: ModelLayout): void {
  if (layout.graphStart !== undefined) return;
  throw new MetadataError('NO_GRAPH', `${path} parses as a model, but has no graph.`, {
    where: path,
    hint: 'Get the file again; it may be cut off or no ONNX model at all.',
  });
}

function tagWarnings(tags: number, mode: HierarchyMode = 'move'): readonly string[] {
  if (tags === 0) return [];
  if (mode === 'keep') return [`${tags} nodes keep the attribute hierarchy_tag, with which ONNX Runtime refuses the model.`];
  return [`The attribute hierarchy_tag of ${tags} nodes ${mode === 'move' ? 'became node metadata' : 'was dropped'}, since ONNX Runtime refuses it.`];
}

function tagsInTheWay(path: string, tags: number): MetadataError {
  return new MetadataError('APPEND_IMPOSSIBLE', `${tags} nodes of ${path} have the attribute hierarchy_tag, which cannot be moved by appending.`, {
    where: path,
    hint: 'Embed without --append, or with --hierarchy keep.',
  });
}

function checkOptions(options: EmbedOptions): void {
  const { tier, layout, hierarchy, compressThreshold: threshold } = options;
  if (tier !== undefined && !['full', 'essential', 'minimal'].includes(tier)) throw badOption('tier', tier, 'full, essential or minimal');
  if (layout !== undefined && !['tail', 'head'].includes(layout)) throw badOption('layout', layout, 'tail or head');
  if (hierarchy !== undefined && !['keep', 'move', 'drop'].includes(hierarchy)) throw badOption('hierarchy', hierarchy, 'keep, move or drop');
  if (threshold !== undefined && !(Number.isSafeInteger(threshold) && threshold >= 0)) {
    throw badOption('compressThreshold', threshold, 'a number of bytes from 0');
  }
  if (options.task !== undefined && !isManifestTask(options.task)) {
    throw badOption('task', options.task, `{ name, source, evidence }, such as { name: 'fill-mask', source: 'caller', evidence: [] }`);
  }
  if (options.append === true && layout === 'head') throw badOption('layout', layout, 'tail together with append');
  if (options.append === true && options.output !== undefined) throw badOption('output', options.output, 'nothing together with append');
}

/** Whether readers accept `task` in a manifest. */
function isManifestTask(task: unknown): boolean {
  if (typeof task !== 'object' || task === null) return false;
  const { name, source, evidence } = task as Readonly<Record<string, unknown>>;
  return typeof name === 'string' && typeof source === 'string' && Array.isArray(evidence) && evidence.every((word) => typeof word === 'string');
}

function badOption(name: string, found: unknown, expected: string): MetadataError {
  return new MetadataError('BAD_OPTION', `The option ${name} is ${JSON.stringify(found)}; expected ${expected}.`, { where: name });
}

/** The start of the model card, whose front matter names the licence. */
async function modelCard(folder: string): Promise<string> {
  return await readFile(join(folder, 'README.md'), 'utf8').then(
    (text) => text.slice(0, 16_384),
    () => '',
  );
}
