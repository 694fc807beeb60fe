/**
 * Puts the files that a model needs into its one ONNX file.
 *
 * @module
 */
export {};
