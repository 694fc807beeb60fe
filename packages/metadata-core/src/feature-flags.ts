/**
 * Mechanisms that can be switched off in production.
 *
 * @module
 */
export { type Feature, isEnabled } from './feature-switches.js';
