/**
 * Finds the task of an ONNX model from its metadata, architecture or graph.
 *
 * @module
 */
export {};
