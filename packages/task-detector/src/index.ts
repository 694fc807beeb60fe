/**
 * Finds the task of an ONNX model from its metadata, architecture or graph.
 *
 * @module
 */
export { architectureTask } from './architecture-rules.js';
export type { Detection, DetectionInput, DetectionSource, TaskCandidate } from './detection.js';
export { TaskDetector } from './task-detector.js';
