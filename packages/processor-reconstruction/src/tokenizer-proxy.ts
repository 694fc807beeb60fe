/** The tokenizer that a model's files give, also where its vocabulary was left out of the model file. */
import type { CapsuleFiles, ManifestOmittedFile } from '@onnx-capsule/metadata-schema';

import { ProcessorError } from './processor-error.js';
import { sha256Hex } from './sha256.js';
import { loadTokenizerFiles, type TokenizerOverrides } from './tokenizer-files/load-tokenizer-files.js';
import { languageToken } from './tokenizer-files/source-language.js';
import { readTokenizerParts, type TokenizerParts } from './tokenizer/definition.js';
import type { TokenizerSettings } from './tokenizer/settings.js';
import { Tokenizer } from './tokenizer/tokenizer.js';

/** Files that hold a vocabulary; what else is left out can be done without. */
const VOCABULARY_FILES =
  /^(?:tokenizer\.json|vocab\.(?:txt|json)|merges\.txt|[\w.-]*\.(?:model|spm))$/u;

/**
 * A `Tokenizer` that knows its files: a vocabulary that the manifest lists as omitted is taken from beside the model when its SHA-256 is
 * the recorded one; languages can be changed later.
 */
export class TokenizerProxy extends Tokenizer {
  readonly #files: CapsuleFiles;
  readonly #overrides: TokenizerOverrides;

  private constructor(parts: TokenizerParts, settings: TokenizerSettings, files: CapsuleFiles, overrides: TokenizerOverrides) {
    super(parts, settings);
    this.#files = files;
    this.#overrides = overrides;
  }

  /**
   * The tokenizer of `files`.
   *
   * @throws {ProcessorError} `VOCABULARY_OMITTED` naming the file that is needed, its size and SHA-256, and how to embed it;
   * `VOCABULARY_MISMATCH` when the file beside the model is another one; as `Tokenizer.from`.
   */
  static override async from(files: CapsuleFiles, overrides: TokenizerOverrides = {}): Promise<TokenizerProxy> {
    const omitted = (files.manifest?.omitted ?? []).filter(({ path }) => VOCABULARY_FILES.test(path));
    const needed = omitted.find(({ path }) => path === 'tokenizer.json') ?? (files.has('tokenizer.json') ? undefined : omitted[0]);
    if (needed !== undefined) await checkBeside(files, needed);
    const { definition, columns, settings } = await loadTokenizerFiles(files, overrides);
    return new TokenizerProxy(readTokenizerParts(definition ?? columns.rest, columns), settings, files, overrides);
  }

  /** The same tokenizer with other languages, tasks or timestamps: the special tokens around every text follow them. */
  withOverrides(overrides: TokenizerOverrides): Promise<TokenizerProxy> {
    return TokenizerProxy.from(this.#files, { ...this.#overrides, ...overrides });
  }

  /** Id of a language's token (`deu_Latn`, `de_DE`, `de`), which starts the answer of a multilingual model. @throws {ProcessorError} `UNKNOWN_LANGUAGE` */
  languageId(language: string): number {
    const token = languageToken(this.settings.className ?? '', language);
    const id = this.tokenToId(token);
    if (id !== undefined) return id;
    throw new ProcessorError('UNKNOWN_LANGUAGE', `the tokenizer has no token ${token} for the language ${language}`, {
      where: language,
      hint: 'Use a language code of this model, such as its configuration lists.',
    });
  }
}

/** @throws {ProcessorError} `VOCABULARY_OMITTED`, `VOCABULARY_MISMATCH` */
async function checkBeside(files: CapsuleFiles, omitted: ManifestOmittedFile): Promise<void> {
  const { path, size, sha256 } = omitted;
  const hint = `Put ${path} of the original model beside ${files.origin}, or put it into the file: onnx-capsule embed-metadata ${files.origin} FOLDER --tier full`;
  if (!files.has(path)) {
    throw new ProcessorError(
      'VOCABULARY_OMITTED',
      `${files.origin} was made without ${path} (${size} bytes, sha256 ${sha256}), and there is no such file beside it`,
      { where: path, hint },
    );
  }
  const found = await sha256Hex(crypto.subtle, await files.bytes(path));
  if (found !== sha256) {
    throw new ProcessorError('VOCABULARY_MISMATCH', `${path} beside ${files.origin} has sha256 ${found}, expected ${sha256} (${size} bytes)`, {
      where: path,
      hint,
    });
  }
}
