/**
 * What needs Node: loading of images and sound by path.
 *
 * @module
 */
export { loadAudio } from './node-audio.js';
export { loadImage } from './node-image.js';
