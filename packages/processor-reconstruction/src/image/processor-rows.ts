/** The table of image processor classes, and the row for classes that are not in it. */
import { CLASSIFICATION_ROWS } from './classification-rows.js';
import type { ProcessorRow } from './processor-row.js';

/** Every class that is computed as the reference does, by its name without `Fast` or `Pil`. */
export const PROCESSOR_ROWS: Readonly<Record<string, ProcessorRow>> = { ...CLASSIFICATION_ROWS };
