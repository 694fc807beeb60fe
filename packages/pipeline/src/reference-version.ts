/** Which version of the reference a model follows where versions 4 and 5 differ: that of the library that wrote its folder. */

/** Whether `config.json` was written by transformers 5 or later. */
export function followsVersion5(config: Readonly<Record<string, unknown>>): boolean {
  const version = config['transformers_version'];
  return typeof version === 'string' && Number.parseInt(version, 10) >= 5;
}
