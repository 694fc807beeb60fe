/**
 * What a model's graph says about itself: inputs, outputs, opsets, operators, shapes of its weights.
 *
 * @module
 */
export {
  applyEdits,
  type Edit,
  HIERARCHY_ATTRIBUTE,
  type HierarchyEdits,
  hierarchyEdits,
  type HierarchyMode,
  withoutHierarchyTags,
} from './hierarchy.js';
export { readGraph, readGraphFrom } from './read-graph.js';
