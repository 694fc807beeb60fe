/** Checks of the configuration against the graph: labels, vocabulary, inputs, image size, external data. */
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { OpenedModel } from '@onnx-capsule/metadata-reader/node';
import type { CapsuleFiles, GraphFacts, GraphValue } from '@onnx-capsule/metadata-schema';
import { TaskDetector } from '@onnx-capsule/task-detector';

import type { Finding } from './finding.js';

type Config = Readonly<Record<string, unknown>>;

const EMBED_RIGHT_FOLDER = 'Embed the folder that this model was exported from.';

/** Tasks whose output `logits` has one number per label. */
const LABELLED_TASKS = new Set([
  'text-classification', 'token-classification', 'image-classification', 'audio-classification', 'zero-shot-classification', 'text-ranking',
]);

const TOKENIZER_FILES = ['tokenizer.json', 'vocab.txt', 'vocab.json', 'spiece.model', 'tokenizer.model', 'sentencepiece.bpe.model', 'source.spm'];
const PROCESSOR_FILES = ['preprocessor_config.json', 'processor_config.json'];

/** Names that exporters give to the matrix of token embeddings. */
const EMBEDDINGS = /(?:word_embeddings|embed_tokens|wte|tok_embeddings|token_embedding|shared|word_embedding)\.weight/;

/** Findings about `model` that its graph and its files give together. */
export async function checkGraph(model: OpenedModel, modelPath: string, graph: GraphFacts): Promise<Finding[]> {
  const findings: Finding[] = [];
  if (graph.hierarchyTags === true) {
    findings.push({
      code: 'HIERARCHY_TAGS',
      severity: 'warning',
      message: 'Nodes carry the attribute hierarchy_tag, which ONNX Runtime refuses.',
      repair: 'onnx-capsule embed-metadata MODEL moves the tags to where they are harmless.',
    });
  }
  for (const name of graph.externalData ?? []) {
    const there = await stat(join(dirname(modelPath), name)).catch(() => undefined);
    if (!there) findings.push({ code: 'EXTERNAL_DATA', severity: 'error', message: `The external data ${name} is not beside the model.`, repair: `Put ${name} beside the model.` });
  }
  const { files } = model;
  if (!files) return findings;
  const config = await readJson(files, 'config.json');
  findings.push(...missingFiles(files, graph));
  if (config) {
    findings.push(...(await checkTask(model, config)), ...(await checkLabels(model, config, graph)), ...(await checkVocabulary(files, config, graph)));
  }
  findings.push(...(await checkImageSize(files, graph)));
  return findings;
}

async function readJson(files: CapsuleFiles, path: string): Promise<Config | undefined> {
  if (!files.has(path)) return undefined;
  const value = await files.json(path).catch(() => undefined);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Config) : undefined;
}

/** Inputs that nothing among the files can make. */
function missingFiles(files: CapsuleFiles, graph: GraphFacts): Finding[] {
  const takes = (...names: readonly string[]): boolean => graph.inputs.some((input) => names.includes(input.name));
  const findings: Finding[] = [];
  const report = (what: string, expected: readonly string[]): void => {
    if (expected.some((path) => files.has(path))) return;
    findings.push({ code: 'MISSING_FILES', severity: 'error', message: `The graph takes ${what}, and none of ${expected.join(', ')} is embedded.`, repair: EMBED_RIGHT_FOLDER });
  };
  if (takes('input_ids')) report('input_ids', TOKENIZER_FILES);
  if (takes('pixel_values')) report('pixel_values', PROCESSOR_FILES);
  if (takes('input_features')) report('input_features', PROCESSOR_FILES);
  return findings;
}

/** The recorded task against what the architecture says. */
async function checkTask(model: OpenedModel, config: Config): Promise<Finding[]> {
  const recorded = model.capsule?.manifest.task;
  if (!recorded || recorded.source === 'caller') return [];
  const { files } = model;
  const detection = await new TaskDetector().detect({ config, files: files && { ...forwarding(files) } });
  const fits = detection.task === null || detection.task === recorded.name || detection.candidates.some(({ task }) => task === recorded.name);
  if (fits) return [];
  return [
    {
      code: 'TASK_MISMATCH',
      severity: 'warning',
      message: `The manifest says ${recorded.name}; ${detection.evidence.join(', ')} says ${detection.task}.`,
      repair: 'Embed again, with --task where the detection is wrong.',
    },
  ];
}

/** The same files without the manifest, whose word is what is being checked. */
function forwarding(files: CapsuleFiles): CapsuleFiles {
  return {
    origin: files.origin,
    list: () => files.list(),
    has: (path) => files.has(path),
    bytes: (path) => files.bytes(path),
    text: (path) => files.text(path),
    json: (path) => files.json(path),
  };
}

async function checkLabels(model: OpenedModel, config: Config, graph: GraphFacts): Promise<Finding[]> {
  const labels = config['id2label'];
  const task = (await new TaskDetector().detect({ config, files: model.files })).task;
  const width = fixedDimension(graph.outputs.find(({ name }) => name === 'logits'), -1);
  if (typeof labels !== 'object' || labels === null || task === null || !LABELLED_TASKS.has(task) || width === undefined) return [];
  const count = Object.keys(labels).length;
  if (count === width) return [];
  return [
    {
      code: 'LABEL_COUNT',
      severity: 'error',
      message: `config.json names ${count} labels; the output logits has ${width}.`,
      repair: EMBED_RIGHT_FOLDER,
    },
  ];
}

async function checkVocabulary(files: CapsuleFiles, config: Config, graph: GraphFacts): Promise<Finding[]> {
  const embedding = Object.entries(graph.initializers ?? {}).find(([name, shape]) => EMBEDDINGS.test(name) && shape.length === 2);
  const rows = embedding ? Math.max(...embedding[1].filter((size) => size !== config['hidden_size'])) : config['vocab_size'];
  if (typeof rows !== 'number' || !Number.isFinite(rows) || !files.has('tokenizer.json')) return [];
  const { Tokenizer } = await import('@onnx-capsule/processor-reconstruction/tokenizer');
  try {
    const { vocabSize } = await Tokenizer.from(files);
    if (vocabSize <= rows) return [];
    return [
      {
        code: 'VOCABULARY_SIZE',
        severity: 'error',
        message: `The tokenizer has ${vocabSize} tokens; the model has embeddings for ${rows}.`,
        repair: EMBED_RIGHT_FOLDER,
      },
    ];
  } catch (error) {
    const { code, message, hint } = error as { code?: string; message: string; hint?: string };
    return [{ code: code ?? 'BAD_TOKENIZER', severity: 'error', message, repair: hint ?? EMBED_RIGHT_FOLDER }];
  }
}

async function checkImageSize(files: CapsuleFiles, graph: GraphFacts): Promise<Finding[]> {
  const input = graph.inputs.find(({ name }) => name === 'pixel_values');
  const height = fixedDimension(input, -2);
  const width = fixedDimension(input, -1);
  const processor = await readJson(files, 'preprocessor_config.json');
  if (height === undefined || width === undefined || !processor) return [];
  const size = (processor['do_center_crop'] === true ? processor['crop_size'] : processor['size']);
  const { height: h, width: w } = typeof size === 'number' ? { height: size, width: size } : sidesOf(size);
  if (typeof h !== 'number' || typeof w !== 'number' || (h === height && w === width)) return [];
  return [
    {
      code: 'IMAGE_SIZE',
      severity: 'warning',
      message: `preprocessor_config.json makes images of ${w} x ${h}; the graph is fixed to ${width} x ${height}, which wins.`,
      repair: 'Export with a free size, or correct the size in preprocessor_config.json and embed again.',
    },
  ];
}

/** A dimension counted from the end, where it is fixed. */
function fixedDimension(value: GraphValue | undefined, fromEnd: number): number | undefined {
  const dimension = value?.shape?.at(fromEnd);
  return typeof dimension === 'number' ? dimension : undefined;
}

function sidesOf(size: unknown): { readonly height?: unknown; readonly width?: unknown } {
  return typeof size === 'object' && size !== null ? size : {};
}
