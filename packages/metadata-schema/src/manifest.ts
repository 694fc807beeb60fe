/** How an embedded file is stored in its metadata entry. */
export type Codec = 'utf8' | 'gzip' | 'tokenizer-pack';

/** One embedded file. `size` and `sha256` are those of the original file. */
export interface ManifestFile {
  readonly path: string;
  readonly codec: Codec;
  /** Length of the original file in bytes. */
  readonly size: number;
  /** Length of the stored string in bytes, when it differs from `size`. */
  readonly stored?: number;
  /** SHA-256 of the original file, lower-case hexadecimal. */
  readonly sha256: string;
}

/** A file of the source folder that was left out, and how to find it again. */
export interface ManifestOmittedFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  readonly reason: string;
  readonly url?: string;
}

/** Another file of a model that consists of several, e.g. its decoder. */
export interface ManifestPart {
  readonly role: string;
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** The task that the embedder found, and why. */
export interface ManifestTask {
  readonly name: string;
  readonly source: string;
  readonly evidence: readonly string[];
}

/** What is known about the model itself; every field may be absent. */
export interface ManifestModel {
  readonly type?: string;
  readonly architectures?: readonly string[];
  readonly id?: string;
  readonly revision?: string;
  readonly license?: string;
  readonly library?: string;
}

/** The value of `capsule.manifest`. Unknown fields are kept by readers and ignored. */
export interface CapsuleManifest {
  readonly format: number;
  readonly generator: string;
  readonly task?: ManifestTask;
  readonly model: ManifestModel;
  readonly files: readonly ManifestFile[];
  readonly omitted?: readonly ManifestOmittedFile[];
  readonly parts?: readonly ManifestPart[];
  /** Over all bytes of the model but the capsule entries. */
  readonly digest?: { readonly algorithm: 'sha256'; readonly value: string };
}
