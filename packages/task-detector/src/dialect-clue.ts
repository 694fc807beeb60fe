/** Tasks that foreign metadata names: `hf_*` 2.0, Ultralytics, sherpa-onnx, Piper, RapidOCR. */
import type { Clue } from './detection.js';

/** Ultralytics' task names as the hub's. */
const ULTRALYTICS: Readonly<Record<string, string>> = {
  detect: 'object-detection',
  segment: 'image-segmentation',
  classify: 'image-classification',
  pose: 'keypoint-detection',
  obb: 'object-detection',
};

type Entries = Readonly<Record<string, string>>;

const DIALECTS: readonly ((entries: Entries) => Clue | undefined)[] = [
  (entries) => clue(entries['hf_pipeline_task'], 'hf_pipeline_task', 1),
  (entries) => {
    const { task } = entries;
    if (task === undefined || !('stride' in entries || 'names' in entries || 'imgsz' in entries)) return undefined;
    return clue(ULTRALYTICS[task], `Ultralytics task ${task}`, 0.95);
  },
  (entries) => {
    const type = entries['model_type'];
    if (type === undefined) return undefined;
    if (/vits|piper|kokoro|matcha|coqui/i.test(type)) return clue('text-to-audio', `model_type ${type}`, 0.9);
    if (/whisper|paraformer|zipformer|conformer|transducer|ctc|sense_voice|nemo|moonshine/i.test(type)) {
      return clue('automatic-speech-recognition', `model_type ${type}`, 0.9);
    }
    return undefined;
  },
  (entries) => ('character' in entries ? clue('image-to-text', 'RapidOCR character', 0.8) : undefined),
];

function clue(task: string | undefined, evidence: string, confidence: number): Clue | undefined {
  return task === undefined || task === '' ? undefined : { task, confidence, evidence: [evidence] };
}

/** What the foreign entries of a model say. */
export function dialectClue(entries: Entries | undefined): Clue | undefined {
  if (!entries) return undefined;
  for (const read of DIALECTS) {
    const found = read(entries);
    if (found) return found;
  }
  return undefined;
}
