/** The file system's errors in our words. */
import { MetadataError } from '@onnx-capsule/metadata-schema';

/** `cause`, an error of Node's file system about `path`, as a typed error. */
export function fileError(path: string, cause: unknown): MetadataError {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new MetadataError('FILE_NOT_FOUND', `There is no ${path}.`, { where: path, hint: 'Check the path.', cause });
  }
  if (code === 'EISDIR') {
    return new MetadataError('NOT_A_FILE', `${path} is no file.`, { where: path, hint: 'Give the path of a file.', cause });
  }
  return new MetadataError('FILE_NOT_READABLE', `${path} could not be read: ${message}.`, {
    where: path,
    hint: 'Check the permissions and the disk.',
    cause,
  });
}
