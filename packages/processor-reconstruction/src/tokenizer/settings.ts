/** What `tokenizer_config.json` and its kin add to a `tokenizer.json`: limits, sides, special tokens by name, chat templates. */

/** One chat template; `default` where the folder has only one. */
export interface NamedChatTemplate {
  readonly name: string;
  readonly template: string;
}

/** Settings around a tokenizer. Every field is optional: without a configuration the tokenizer follows `tokenizer.json` alone. */
export interface TokenizerSettings {
  /** The class that the configuration names: `BertTokenizer`, `PreTrainedTokenizerFast`, … */
  readonly className?: string;
  /** Longest sequence of the model; absent where the configuration says none (or a number such as 1e30). */
  readonly modelMaxLength?: number;
  /** Side that padding goes to; `right` without a configuration. */
  readonly paddingSide?: 'left' | 'right';
  /** Side that truncation removes from; `right` without a configuration. */
  readonly truncationSide?: 'left' | 'right';
  /** Names of the model inputs that the tokenizer makes, in order. */
  readonly modelInputNames?: readonly string[];
  /** Default of `decode`'s option of the same name. */
  readonly cleanUpTokenizationSpaces?: boolean;
  readonly bosToken?: string;
  readonly eosToken?: string;
  readonly unkToken?: string;
  readonly sepToken?: string;
  readonly padToken?: string;
  readonly clsToken?: string;
  readonly maskToken?: string;
  /** Further special tokens with a name of their own (`image_token`, `eot_token`, …) or, under `additional_special_tokens`, without one. */
  readonly extraSpecialTokens?: Readonly<Record<string, string | readonly string[]>>;
  /** Whether the class puts the token before (after) every text; absent where the post-processor decides. */
  readonly addBosToken?: boolean;
  readonly addEosToken?: boolean;
  /** Whether a translation class puts the language behind a text's end token, not before the text; absent for other classes. */
  readonly languageBehindText?: boolean;
  /** Id that padding uses; the id of `padToken` where absent. */
  readonly padTokenId?: number;
  readonly padTokenTypeId?: number;
  readonly chatTemplates?: readonly NamedChatTemplate[];
}
