/** `onnx-capsule inspect`: what the file says about itself. */
import { type CapsuleManifest, type GraphFacts, type GraphValue, MANIFEST_KEY, MetadataError, parseJson, SIGNATURE_KEY } from '@onnx-capsule/metadata-schema';

import type { Context, GlobalOptions } from '../context.js';
import { EXIT_CODES } from '../exit-codes.js';
import { detectTask, graphOf, openModelArgument } from '../opened-model.js';
import { cutToWidth, formatBytes, formatTable, printable } from '../text-layout.js';

interface InspectOptions extends GlobalOptions {
  readonly files?: boolean;
  readonly manifest?: boolean;
  readonly cat?: string;
}

type Opened = Awaited<ReturnType<typeof openModelArgument>>;

const LABELS_SHOWN = 8;

/** Prints a report, the manifest, the list of files, or one file. */
export async function inspect(args: readonly string[], options: InspectOptions, context: Context): Promise<number> {
  const model = await openModelArgument(args[0]!, context);
  if (options.cat !== undefined) return printFile(model, options.cat, context);
  if (options.manifest === true) return printManifest(model, context);
  const facts = await collectFacts(model);
  if (options.files === true && !context.json) context.terminal.out(fileTable(facts.files, context));
  else context.report(facts, () => describe(facts, context));
  return EXIT_CODES.done;
}

async function printFile(model: Opened, path: string, context: Context): Promise<number> {
  if (!model.files?.has(path)) {
    throw new MetadataError('MISSING_ENTRY', `${model.origin} holds no file ${path}.`, {
      where: path,
      hint: model.files ? 'onnx-capsule inspect MODEL --files lists what it holds.' : 'The model holds no files: onnx-capsule embed-metadata puts them in.',
    });
  }
  if (context.json) context.result({ path, text: await model.files.text(path) });
  else await context.terminal.outBytes(await model.files.bytes(path));
  return EXIT_CODES.done;
}

async function printManifest(model: Opened, context: Context): Promise<number> {
  if (!model.capsule) {
    throw new MetadataError('NO_CAPSULE', `${model.origin} holds no capsule.`, { hint: 'onnx-capsule embed-metadata puts one in.' });
  }
  if (context.json) context.result(model.capsule.manifest);
  else {
    await context.terminal.outBytes((await model.capsule.entry(MANIFEST_KEY))!);
    context.terminal.out('\n');
  }
  return EXIT_CODES.done;
}

interface FileFact {
  readonly path: string;
  readonly codec: string;
  readonly size: number;
  readonly stored: number;
  readonly sha256: string | null;
}

/** The JSON report, and what the text for people is made from. */
type Facts = Awaited<ReturnType<typeof collectFacts>>;

async function collectFacts(model: Opened) {
  const graph = await graphOf(model);
  const detection = await detectTask(model);
  const manifest = model.capsule?.manifest;
  const config = await readConfig(model);
  const { task, source, confidence, evidence } = detection;
  return {
    format: manifest?.format ?? null,
    task: task === null ? null : { name: task, source, confidence, evidence },
    model: manifest?.model ?? modelOf(config),
    inputs: graph.inputs,
    outputs: graph.outputs,
    files: fileFacts(model, manifest),
    ...(manifest?.omitted ? { omitted: manifest.omitted } : {}),
    ...(manifest?.parts ? { parts: manifest.parts } : {}),
    labels: labelsOf(config),
    opsets: graph.opsets,
    irVersion: graph.irVersion ?? null,
    producer: graph.producer ?? null,
    dialect: model.capsule ? 'capsule' : (model.dialect?.name ?? null),
    externalData: graph.externalData ?? [],
    ...(graph.hierarchyTags === true ? { hierarchyTags: true } : {}),
    metadata: Object.fromEntries(model.metadata.map(({ key, value }) => [key, value])),
    ...(manifest?.digest ? { digest: manifest.digest } : {}),
    ...(await signatureFact(model)),
    ...(model.dialect && model.dialect.problems.length > 0 ? { problems: model.dialect.problems } : {}),
  };
}

/** Who signed, by the file's own word: `validate --key` checks it. */
async function signatureFact(model: Opened): Promise<{ signature?: { algorithm: string; key: string } }> {
  const stored = await model.capsule?.entry(SIGNATURE_KEY);
  if (stored === undefined) return {};
  const { algorithm, key } = parseJson(new TextDecoder().decode(stored), SIGNATURE_KEY) as Record<string, unknown>;
  return { signature: { algorithm: String(algorithm), key: String(key) } };
}

async function readConfig(model: Opened): Promise<Readonly<Record<string, unknown>>> {
  if (!model.files?.has('config.json')) return {};
  const config = await model.files.json('config.json');
  return typeof config === 'object' && config !== null ? (config as Readonly<Record<string, unknown>>) : {};
}

function modelOf(config: Readonly<Record<string, unknown>>): CapsuleManifest['model'] {
  const { model_type: type, architectures } = config;
  return {
    ...(typeof type === 'string' ? { type } : {}),
    ...(Array.isArray(architectures) ? { architectures: architectures as string[] } : {}),
  };
}

function labelsOf(config: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const labels = config['id2label'];
  return typeof labels === 'object' && labels !== null ? (labels as Record<string, string>) : {};
}

function fileFacts(model: Opened, manifest: CapsuleManifest | undefined): FileFact[] {
  if (manifest) {
    return manifest.files.map(({ path, codec, size, stored, sha256 }) => ({ path, codec, size, stored: stored ?? size, sha256 }));
  }
  const dialect = model.dialect?.name ?? '';
  return (model.files?.list() ?? []).map(({ path, size, sha256 }) => ({ path, codec: dialect, size, stored: size, sha256: sha256 ?? null }));
}

function describe(facts: Facts, context: Context): string {
  const { paint } = context;
  const architectures = facts.model.architectures?.join(', ');
  const rows: [string, string][] = [];
  const add = (name: string, value: string | null | undefined): void => {
    if (value !== null && value !== undefined && value !== '') rows.push([name, printable(value)]);
  };
  add('capsule', facts.format === null ? `none${facts.dialect === null ? '' : ` (${facts.dialect} metadata)`}` : `format ${facts.format}`);
  add('task', facts.task && `${facts.task.name} (${facts.task.source}: ${facts.task.evidence.join(', ')})`);
  add('model', [facts.model.id, facts.model.type, architectures].filter((part) => part !== undefined).join(', '));
  add('revision', facts.model.revision);
  add('license', facts.model.license);
  add('exported from', facts.model.library);
  add('producer', facts.producer);
  add('opsets', Object.entries(facts.opsets).map(([domain, version]) => `${domain || 'ai.onnx'} ${version}`).join(', '));
  add('external data', facts.externalData.join(', '));
  add('digest', facts.digest && `sha256 ${facts.digest.value.slice(0, 16)}…`);
  add('signature', facts.signature && `${facts.signature.algorithm}, key ${facts.signature.key} (validate --key checks it)`);
  add('labels', labelSummary(facts.labels));
  const { columns } = context.terminal;
  const sections = [formatTable(rows, [{}, { flexible: true }], columns)];
  sections.push(section('inputs', valueTable(facts.inputs, columns), paint), section('outputs', valueTable(facts.outputs, columns), paint));
  if (facts.files.length > 0) sections.push(section('files', fileTable(facts.files, context), paint));
  if (facts.omitted) {
    const omitted = facts.omitted.map(({ path, size, reason }) => [`  ${printable(path)}`, formatBytes(size), printable(reason)]);
    sections.push(section('left out', formatTable(omitted, [{ flexible: true }, { align: 'right' }, {}], columns), paint));
  }
  if (facts.parts) {
    const parts = facts.parts.map(({ role, path, size }) => [`  ${printable(role)}`, printable(path), formatBytes(size)]);
    sections.push(section('parts', formatTable(parts, [{}, { flexible: true }, { align: 'right' }], columns), paint));
  }
  const foreign = Object.entries(facts.metadata);
  if (foreign.length > 0) {
    const lines = foreign.map(([key, value]) => cutToWidth(`  ${printable(key)} = ${printable(value).replace(/\s+/g, ' ')}`, columns));
    sections.push(section('other metadata', `${lines.join('\n')}\n`, paint));
  }
  return sections.join('');
}

function section(title: string, body: string, paint: Context['paint']): string {
  return `\n${paint.bold(title)}\n${body}`;
}

function valueTable(values: GraphFacts['inputs'], columns: number): string {
  return formatTable(
    values.map((value) => [`  ${printable(value.name)}`, value.type, shapeOf(value)]),
    [{ flexible: true }, {}, {}],
    columns,
  );
}

function shapeOf({ shape }: GraphValue): string {
  return shape === undefined ? '' : `[${shape.map((dimension) => (dimension === null ? '?' : printable(String(dimension)))).join(', ')}]`;
}

function fileTable(files: readonly FileFact[], context: Context): string {
  return formatTable(
    files.map(({ path, codec, size, stored }) => [`  ${printable(path)}`, formatBytes(size), codec, `stored ${formatBytes(stored)}`]),
    [{ flexible: true }, { align: 'right' }, {}, { align: 'right' }],
    context.terminal.columns,
  );
}

function labelSummary(labels: Readonly<Record<string, string>>): string {
  const names = Object.values(labels);
  if (names.length === 0) return '';
  const more = names.length > LABELS_SHOWN ? `, … (${names.length})` : '';
  return names.slice(0, LABELS_SHOWN).join(', ') + more;
}
