/** Metadata of Ultralytics' exporter (YOLO and its relatives): each value is `str()` of a Python value. */
import type { CapsuleLimits } from '@onnx-capsule/metadata-core';
import { isCapsuleError } from '@onnx-capsule/metadata-schema';

import type { MetadataEntry } from '../metadata.js';
import type { DialectParts, DialectProblem } from './dialect.js';
import { parsePythonLiteral } from './python-literal.js';

/** Keys that hold text; all others hold Python literals. */
const TEXT = new Set(['description', 'author', 'date', 'version', 'license', 'docs', 'task', 'head', 'end2end_version']);

/** Ultralytics' tasks that Hugging Face has a name for. */
const TASKS: Readonly<Record<string, string>> = {
  detect: 'object-detection',
  segment: 'image-segmentation',
  classify: 'image-classification',
};

/** Reads Ultralytics' entries; `config.json` gets the class names, the image size as `[height, width]` and the stride. */
export function readUltralytics(entries: ReadonlyMap<string, MetadataEntry>, limits: CapsuleLimits): DialectParts {
  const values: Record<string, unknown> = {};
  const problems: DialectProblem[] = [];
  for (const [key, { value }] of entries) {
    if (TEXT.has(key)) {
      values[key] = value;
      continue;
    }
    try {
      values[key] = parsePythonLiteral(value, key, limits.jsonDepth);
    } catch (error) {
      if (!isCapsuleError(error)) throw error;
      values[key] = value;
      // Text under a key that this reader does not know is no fault.
      if (['names', 'imgsz', 'stride', 'batch', 'kpt_shape', 'args'].includes(key)) {
        problems.push({ key, code: error.code, message: error.message });
      }
    }
  }
  const names = labelsOf(values['names']);
  const keys = ['names', 'imgsz', 'stride', 'task', 'kpt_shape'].filter((key) => entries.has(key));
  const config = {
    model_type: 'yolo',
    ...(names === undefined ? {} : { id2label: names, num_labels: Object.keys(names).length }),
    ...(values['imgsz'] === undefined ? {} : { image_size: values['imgsz'] }),
    ...(values['stride'] === undefined ? {} : { stride: values['stride'] }),
    ...(values['kpt_shape'] === undefined ? {} : { kpt_shape: values['kpt_shape'] }),
    ultralytics_task: values['task'],
  };
  const task = typeof values['task'] === 'string' && Object.hasOwn(TASKS, values['task']) ? TASKS[values['task']] : undefined;
  return { files: { 'config.json': { text: JSON.stringify(config), keys } }, task, values, problems };
}

/** `names` is a dictionary by class index, in old versions a list. */
function labelsOf(names: unknown): Readonly<Record<string, string>> | undefined {
  if (typeof names !== 'object' || names === null) return undefined;
  return Object.fromEntries(Object.entries(names).map(([index, name]) => [index, String(name)]));
}
