/**
 * What needs Node: loading of images and sound by path.
 *
 * @module
 */
export { loadAudio } from './node-audio.js';
export { loadImage } from './node-image.js';
export { encodePng, saveImage } from './node/encode-png.js';
export { decodeWithSharp } from './node/sharp-decoder.js';
