/**
 * The codecs alone: base64, gzip with limits. Apart from the main entry, so that a bundler leaves them out of what only walks and reads text.
 *
 * @module
 */
export { decodeBase64 } from './base64.js';
export { unzip } from './decode-compressed.js';
export { gunzip } from './gunzip.js';
export { joinParts } from './join-parts.js';
