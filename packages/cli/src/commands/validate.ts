/** `onnx-capsule validate`: everything about a model that can be checked, each finding with its repair. */
import { repairModel } from '@onnx-capsule/metadata-embedder';
import type { OpenedModel } from '@onnx-capsule/metadata-reader/node';
import { isCapsuleError } from '@onnx-capsule/metadata-schema';

import type { Context, GlobalOptions } from '../context.js';
import { EXIT_CODES } from '../exit-codes.js';
import { readKey } from '../key-file.js';
import { graphOf, openModelArgument } from '../opened-model.js';
import { UsageError } from '../usage-error.js';
import { checkCapsule } from '../validation/check-capsule.js';
import { checkGraph } from '../validation/check-graph.js';
import { type Finding, findingOf } from '../validation/finding.js';
import { runSample } from '../validation/sample-run.js';
import { formatBytes, printable } from '../text-layout.js';

interface ValidateOptions extends GlobalOptions {
  readonly key?: string;
  readonly run?: boolean;
  readonly repair?: boolean;
}

/** Codes that say that the file ends, or breaks off, in the middle of something. */
const CUT = new Set(['TRUNCATED_MODEL', 'MALFORMED_MODEL']);

/** Checks one model on disk; exit code 1 when an error is found. */
export async function validate(args: readonly string[], options: ValidateOptions, context: Context): Promise<number> {
  const path = args[0]!;
  if (path === '-' || /^https?:\/\//i.test(path)) throw new UsageError('validate takes a file on disk.', 'Save the model and validate the file.');
  const key = options.key === undefined ? undefined : await readKey(options.key);
  const removed = options.repair === true ? await repair(path, context) : 0;
  const findings = await findAll(path, key, options, context);
  const ok = findings.every(({ severity }) => severity !== 'error');
  context.report({ ok, findings, ...(removed > 0 ? { removedBytes: removed } : {}) }, () => describe(path, ok, findings, context));
  return ok ? EXIT_CODES.done : EXIT_CODES.checkFailed;
}

async function findAll(path: string, key: string | undefined, options: ValidateOptions, context: Context): Promise<Finding[]> {
  let model: OpenedModel;
  try {
    model = await openModelArgument(path, context);
  } catch (error) {
    if (!isCapsuleError(error) || !isFinding(error.code)) throw error;
    const repairable = CUT.has(error.code) ? `onnx-capsule validate ${path} --repair removes a cut tail; else get the file again.` : 'Get the file again.';
    return [{ ...findingOf(error, repairable), ...(CUT.has(error.code) ? { repair: repairable } : {}) }];
  }
  const findings = await checkCapsule(model, path, key);
  try {
    findings.push(...(await checkGraph(model, path, await graphOf(model))));
  } catch (error) {
    findings.push(findingOf(error, 'Export the model again.'));
  }
  if (options.run === true) findings.push(...(await runSample(path)));
  return findings;
}

/** Whether an error means that the file was read and is wrong, as opposed to that it is no model at all. */
function isFinding(code: string): boolean {
  return CUT.has(code) || ['BAD_MANIFEST', 'BAD_JSON', 'BAD_UTF8', 'DUPLICATE_ENTRY', 'LIMIT_EXCEEDED', 'UNSUPPORTED_FORMAT', 'MISSING_ENTRY'].includes(code);
}

async function repair(path: string, context: Context): Promise<number> {
  const { removedBytes } = await repairModel(path);
  if (removedBytes > 0) context.warn(`a cut tail of ${formatBytes(removedBytes)} was removed; embed again to get its files back`);
  return removedBytes;
}

function describe(path: string, ok: boolean, findings: readonly Finding[], { paint }: Context): string {
  const lines = findings.map(({ code, severity, message, repair: remedy }) => {
    const mark = severity === 'error' ? paint.red('error') : paint.yellow('warning');
    return `${mark} ${paint.bold(code)}: ${printable(message)}\n  ${paint.dim('repair:')} ${printable(remedy)}\n`;
  });
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  const counts = findings.length === 0 ? 'nothing to complain about' : `${counted(errors, 'error')}, ${counted(warnings, 'warning')}`;
  return `${lines.join('')}${path}: ${ok ? paint.green('ok') : paint.red('not ok')}, ${counts}\n`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
