/**
 * Runs a model from its one ONNX file, with the results of Python's pipelines.
 *
 * @module
 */
export {};
