/** From an error of the file system to one of ours. */
import { isCapsuleError, MetadataError } from '@onnx-capsule/metadata-schema';

const NOT_WRITABLE = new Set(['EACCES', 'EPERM', 'EROFS']);
const DISK_FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** `cause`, which came while writing `path`, as `NOT_WRITABLE`, `DISK_FULL` or `WRITE_FAILED`; errors of ours stay as they are. */
export function writeError(path: string, cause: unknown): unknown {
  if (isCapsuleError(cause)) return cause;
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  if (NOT_WRITABLE.has(code)) {
    return new MetadataError('NOT_WRITABLE', `${path} cannot be written: ${code}. The model is as it was.`, {
      where: path,
      hint: 'Write a copy to another place with -o, or change the permissions.',
      cause,
    });
  }
  if (DISK_FULL.has(code)) {
    return new MetadataError('DISK_FULL', `There is no room to write ${path} (${code}). The model is as it was.`, {
      where: path,
      hint: 'Free some space, write to another disk with -o, or use --append, which needs no second copy.',
      cause,
    });
  }
  return new MetadataError('WRITE_FAILED', `${path} cannot be written: ${code || String(cause)}. The model is as it was.`, {
    where: path,
    hint: 'Check the disk, then embed again.',
    cause,
  });
}
