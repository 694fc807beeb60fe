/** Format version that this release writes; readers accept it and every smaller one. */
export const FORMAT_VERSION = 1;

/** Start of every metadata key that belongs to a capsule. */
export const CAPSULE_PREFIX = 'capsule.';

/** Key of the manifest entry. */
export const MANIFEST_KEY = 'capsule.manifest';

/** Start of the keys of embedded files; the file's path follows. */
export const FILE_KEY_PREFIX = 'capsule.file/';

/** Key of the optional signature entry. */
export const SIGNATURE_KEY = 'capsule.signature';
