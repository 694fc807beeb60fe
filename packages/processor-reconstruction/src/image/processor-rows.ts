/** The table of image processor classes. */
import { CLASSIFICATION_ROWS } from './classification-rows.js';
import { DEPTH_ROWS } from './depth-rows.js';
import { DETECTION_ROWS } from './detection-rows.js';
import { DOCUMENT_ROWS } from './document-rows.js';
import { KEYPOINT_ROWS } from './keypoint-rows.js';
import { PATCH_ROWS } from './patch-rows.js';
import type { ProcessorRow } from './processor-row.js';
import { SCIPY_ROWS } from './scipy-rows.js';
import { VIDEO_ROWS } from './video-rows.js';

/** Every class that is computed as the reference does, by its name without `Fast` or `Pil`. */
export const PROCESSOR_ROWS: Readonly<Record<string, ProcessorRow>> = {
  ...CLASSIFICATION_ROWS,
  ...DETECTION_ROWS,
  ...DEPTH_ROWS,
  ...DOCUMENT_ROWS,
  ...KEYPOINT_ROWS,
  ...PATCH_ROWS,
  ...SCIPY_ROWS,
  ...VIDEO_ROWS,
};
