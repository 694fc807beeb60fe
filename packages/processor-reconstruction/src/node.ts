/**
 * Tokenizers, image processors and feature extractors with the numbers of the Python reference.
 *
 * @module
 */
export {};
