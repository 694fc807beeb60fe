/**
 * Wire format of ONNX metadata: walk, decode, splice, strip, graph facts.
 *
 * @module
 */
export {};
