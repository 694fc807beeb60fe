/**
 * Reads the files inside an ONNX model: bytes, Blob, URL by range requests, Node path.
 *
 * @module
 */
export {};
