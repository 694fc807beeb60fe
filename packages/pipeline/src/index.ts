/**
 * Runs a model from its one ONNX file, with the results of Python's pipelines.
 *
 * @module
 */
export { pipeline, type PipelineOptions } from './pipeline.js';
export { PipelineError } from './pipeline-error.js';
export { ONNXAutoModel, type ModelOptions } from './model.js';
export { ONNXAutoProcessor } from './processor.js';
export { ortRuntime, type OrtModule } from './ort-runtime.js';
export type { InferenceRuntime, RuntimeSession, SessionOptions } from './runtime.js';
export type { ModelFile, ModelInput, ModelSource, SourceOptions } from './sources.js';
export { supportedTasks } from './task-table.js';
export type { AnyPipeline, PipelineOf, PipelineParts, TaskCalls, TaskName } from './task-types.js';
export type { LabelScore } from './label-scores.js';
export type { TokenizerOptions } from './text-encoding.js';
export type { TextClassification, TextClassificationOptions, TextPair } from './tasks/text-classification.js';
