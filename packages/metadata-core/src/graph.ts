/**
 * What a model's graph says about itself: inputs, outputs, opsets, operators, shapes of its weights.
 *
 * @module
 */
export { HIERARCHY_ATTRIBUTE } from './graph-facts.js';
export { readGraph, readGraphFrom } from './read-graph.js';
