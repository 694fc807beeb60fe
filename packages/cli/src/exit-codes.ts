/** Exit codes of the command line, and which error leads to which. */
import { isCapsuleError } from '@onnx-capsule/metadata-schema';
import { CommanderError } from 'commander';

/** Exit codes, as the documentation promises them. */
export const EXIT_CODES = {
  done: 0,
  checkFailed: 1,
  wrongUsage: 2,
  inputNotReadable: 3,
  metadataDamaged: 4,
  inferenceFailed: 5,
  interrupted: 130,
} as const;

const WRONG_USAGE = new Set([
  'WRONG_USAGE', 'BAD_CHAT_MESSAGES', 'BAD_CHAT_OPTIONS', 'BAD_INPUT', 'BAD_OPTION', 'BAD_SOURCE', 'UNKNOWN_OPTION', 'UNSUPPORTED_OPTION', 'UNKNOWN_TASK', 'OUTPUT_EXISTS', 'BAD_KEY', 'BAD_OUTPUT',
  'PROMPT_TOO_LONG', 'UNKNOWN_LANGUAGE',
]);

const NOT_READABLE = new Set([
  'APPEND_IMPOSSIBLE', 'AUDIO_EMPTY', 'AUDIO_NOT_FINITE', 'AUDIO_TOO_SHORT', 'AUDIO_UNREACHABLE', 'BAD_AUDIO', 'BAD_IMAGE', 'BAD_IMAGE_FILE',
  'BAD_IMAGE_SIZE', 'BAD_WAV', 'CACHED_MODEL', 'CHANGED_MEANWHILE', 'DISK_FULL', 'DOWNLOAD_TOO_LARGE', 'EMPTY_FILE', 'EXTERNAL_DATA', 'FILE_CHANGED', 'FILE_NOT_FOUND',
  'FILE_NOT_READABLE', 'FILE_TOO_LARGE', 'FOLDER_NOT_FOUND', 'HTTP_FAILED', 'HTTP_LENGTH', 'HTTP_RANGE', 'HTTP_STATUS', 'HTTP_TOO_LONG', 'IMAGE_TOO_LARGE',
  'IMAGE_UNREACHABLE', 'LOCKED', 'MALFORMED_GRAPH', 'MALFORMED_MODEL', 'MODEL_NOT_FOUND', 'MODEL_TOO_LARGE', 'NOT_A_FILE', 'NOT_A_FOLDER', 'NOT_ONNX', 'NOT_WRITABLE',
  'NOT_REPAIRABLE', 'NO_GRAPH', 'NO_MODEL', 'OUTSIDE_FOLDER', 'SOURCE_FAILED', 'TIMEOUT', 'TOO_MANY_FILES', 'TRUNCATED_MODEL', 'UNREADABLE_FILE', 'UNREADABLE_FOLDER',
  'UNREADABLE_MODEL', 'UNSAFE_PATH', 'UNSUPPORTED_AUDIO', 'WRITE_FAILED',
]);

const DAMAGED_METADATA = new Set([
  'BAD_CONFIG', 'BAD_MODULE', 'BAD_REGEX', 'BAD_SENTENCEPIECE_MODEL', 'BAD_TOKENIZER', 'BAD_VOCABULARY', 'BAD_TOKENIZER_CONFIG', 'BAD_TOKENIZER_JSON', 'BAD_IMAGE_PROCESSOR_FIELD', 'FEATURE_EXTRACTOR_UNKNOWN', 'LABEL_COUNT',
  'MISSING_FILES', 'MISSING_PART', 'NO_CAPSULE', 'NO_PROCESSOR', 'PART_MISMATCH', 'SPECIAL_TOKEN_WITHOUT_ID', 'TASK_NOT_FOUND',
  'TOKENIZER_FILES_MISSING', 'NO_CHAT_TEMPLATE', 'VOCABULARY_MISMATCH', 'VOCABULARY_OMITTED',
]);

/** The exit code for an error that ended a command. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return EXIT_CODES.wrongUsage;
  if (!isCapsuleError(error)) return EXIT_CODES.inputNotReadable;
  if (WRONG_USAGE.has(error.code)) return EXIT_CODES.wrongUsage;
  if (NOT_READABLE.has(error.code)) return EXIT_CODES.inputNotReadable;
  if (DAMAGED_METADATA.has(error.code) || error.name === 'MetadataError') return EXIT_CODES.metadataDamaged;
  return EXIT_CODES.inferenceFailed;
}
