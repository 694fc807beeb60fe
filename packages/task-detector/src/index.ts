/**
 * Finds the task of an ONNX model from its metadata, architecture or graph.
 *
 * @module
 */
export { type Detection, type DetectionInput, type DetectionSource, type TaskCandidate, TaskDetector } from './task-detector.js';
