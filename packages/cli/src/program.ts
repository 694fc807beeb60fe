/** The command line's shape: every command, argument, option and example. What the commands do stands in `commands/`. */
import { readFileSync } from 'node:fs';

import { Argument, Command, Option } from 'commander';

import { type Context, createContext, type GlobalOptions } from './context.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

/** A command's action: gets its arguments, its options and its surroundings, returns the exit code. */
type Action<Options> = (args: readonly string[], options: Options, context: Context) => Promise<number>;

/** Where the exit code of the command that ran is left. */
export interface Outcome {
  exitCode: number;
}

/** The program, ready to parse; the action that runs leaves its exit code in `outcome`. */
export function createProgram(terminal: Terminal, outcome: Outcome): Command {
  const program = new Command('onnx-capsule')
    .description('Puts the files that an ONNX model needs into the one .onnx file, reads them back, runs the model.')
    .version(packageVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .configureOutput({ writeOut: terminal.out, writeErr: () => undefined, getOutHelpWidth: () => terminal.columns })
    .exitOverride()
    .configureHelp({ subcommandTerm: (command) => [command.name(), ...command.aliases()].join(', ') })
    .addHelpText(
      'after',
      `
Exit codes: 0 done, 1 a check failed, 2 wrong usage, 3 input not readable or no
ONNX file, 4 metadata missing or damaged, 5 inference failed, 130 interrupted.

Examples:
  onnx-capsule embed-metadata model.onnx ./folder
  onnx-capsule inspect model.onnx
  onnx-capsule run model.onnx "What a day!"`,
    );

  /** Declares a command whose module is loaded when it runs. */
  function command<Options extends GlobalOptions>(
    name: string,
    description: string,
    load: () => Promise<Action<Options>>,
    examples: readonly string[],
  ): Command {
    const made = program
      .command(name)
      .description(description)
      .helpOption('-h, --help', 'show help')
      .allowExcessArguments(false)
      .exitOverride()
      .addOption(new Option('--json', 'print one JSON value and nothing else'))
      .addOption(new Option('-q, --quiet', 'print no warnings and no progress'))
      .addOption(new Option('--verbose', 'say more about what happens'))
      .addOption(new Option('--no-color', 'print without colours'))
      .addOption(new Option('--version', 'print the version').hideHelp())
      .addHelpText('after', `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}`);
    made.configureOutput({ writeOut: terminal.out, writeErr: () => undefined, getOutHelpWidth: () => terminal.columns });
    made.on('option:version', () => {
      terminal.out(`${packageVersion()}\n`);
      throw new VersionPrinted();
    });
    made.action(async () => {
      const options = made.opts<Options>();
      const run = await load();
      outcome.exitCode = await run(made.args, options, createContext(terminal, options));
    });
    return made;
  }

  command('embed-metadata', "Put the files of a model's folder into the model.", async () => (await import('./commands/embed-metadata.js')).embedMetadata, [
    'onnx-capsule embed-metadata model.onnx ./folder',
    'onnx-capsule embed-metadata model.onnx -o capsule.onnx --tier essential',
    'onnx-capsule embed-metadata model.onnx --digest --sign private.pem',
  ])
    .alias('embed')
    .addArgument(new Argument('<model>', 'the ONNX file, or - for standard input'))
    .addArgument(new Argument('[source]', "folder with its files (default: the model's folder, or its parent when that holds config.json)"))
    .option('-o, --output <file>', 'write a copy instead of changing the model in place; - for standard output')
    .option('--append', 'extend the file in place, in time that depends on the metadata only')
    .addOption(new Option('--tier <tier>', 'which files to embed').choices(['full', 'essential', 'minimal']).default('full'))
    .option('--no-vocab', 'leave the vocabulary out (the same as --tier essential)')
    .option('--compress-threshold <bytes>', 'store text up to this size uncompressed', wholeNumber('--compress-threshold'), 10240)
    .option('--no-compress', 'store text uncompressed whatever its size')
    .addOption(new Option('--layout <layout>', 'where the entries stand').choices(['tail', 'head']).default('tail'))
    .option('--task <name>', 'the task, instead of the one that is detected')
    .option('--include <glob>', 'embed these files too (repeatable)', collect, [])
    .option('--exclude <glob>', 'leave these files out (repeatable)', collect, [])
    .addOption(new Option('--hierarchy <how>', 'what to do with hierarchy_tag attributes, which ONNX Runtime refuses').choices(['keep', 'move', 'drop']).default('move'))
    .option('--no-copy-data', 'refuse a model with external data when -o names another folder')
    .option('--digest', "record the SHA-256 of the model's own bytes")
    .option('--sign <key.pem>', 'sign the manifest with an Ed25519 private key (PEM, PKCS #8)')
    .option('--id <name>', "the model's name, such as org/name")
    .option('--revision <revision>', "the model's revision")
    .option('--dry-run', 'say what would be done, change nothing')
    .option('--force', 'go on where only a warning stands against it: another writer’s lock, an existing output');

  command('inspect', 'What the file says about itself.', async () => (await import('./commands/inspect.js')).inspect, [
    'onnx-capsule inspect model.onnx',
    'onnx-capsule inspect https://example.org/model.onnx --files',
    'onnx-capsule inspect model.onnx --cat config.json',
  ])
    .alias('analyze')
    .addArgument(new Argument('<model>', 'an ONNX file, a URL, or - for standard input'))
    .option('--files', 'list the embedded files')
    .option('--manifest', 'print the manifest as it is stored')
    .option('--cat <path>', 'print one embedded file');

  command('extract', 'Write the original folder back, byte for byte.', async () => (await import('./commands/extract.js')).extract, [
    'onnx-capsule extract model.onnx',
    'onnx-capsule extract model.onnx -o ./folder --force',
  ])
    .alias('unpack')
    .addArgument(new Argument('<model>', 'an ONNX file, a URL, or - for standard input'))
    .option('-o, --output <dir>', "folder to write into (default: the model's name without .onnx)")
    .option('--force', 'write over existing files');

  command('strip', 'The model without capsule entries.', async () => (await import('./commands/strip.js')).strip, [
    'onnx-capsule strip model.onnx',
    'onnx-capsule strip model.onnx -o bare.onnx',
  ])
    .addArgument(new Argument('<model>', 'an ONNX file, or - for standard input'))
    .option('-o, --output <file>', 'write a copy instead of changing the model in place; - for standard output')
    .option('--force', 'write over an existing output');

  command('validate', 'Check structure, hashes, signature, and configuration against graph.', async () => (await import('./commands/validate.js')).validate, [
    'onnx-capsule validate model.onnx',
    'onnx-capsule validate model.onnx --key public.pem --run',
    'onnx-capsule validate model.onnx --repair',
  ])
    .addArgument(new Argument('<model>', 'an ONNX file'))
    .option('--key <public.pem>', 'check the signature against this Ed25519 public key (PEM, SPKI)')
    .option('--run', 'create a session and run a sample')
    .option('--repair', 'remove the cut tail that a broken-off append left');

  command('detect', 'The task, with confidence and evidence.', async () => (await import('./commands/detect.js')).detect, [
    'onnx-capsule detect model.onnx',
    'onnx-capsule detect model.onnx --json',
  ])
    .addArgument(new Argument('<model>', 'an ONNX file, a URL, or - for standard input'));

  command('run', 'Run the model on text, images or sound.', async () => (await import('./commands/run.js')).run, [
    'onnx-capsule run model.onnx "What a day!" --top-k 3',
    'onnx-capsule run model.onnx cat.jpg',
    `onnx-capsule run model.onnx @input.json --options '{"top_k":3}'`,
  ])
    .addArgument(new Argument('<model>', 'an ONNX file, a model folder, or a URL'))
    .addArgument(new Argument('[input...]', 'text, a file, @file.json, or - for standard input'))
    .option('--task <name>', 'the task, instead of the one that is detected')
    .option('--options <json>', "the task's options as JSON")
    .option('--top-k <n>', 'how many results', wholeNumber('--top-k'));

  command('convert', 'Turn foreign metadata into capsule format 1.', async () => (await import('./commands/convert.js')).convert, [
    'onnx-capsule convert model.onnx',
    'onnx-capsule convert model.onnx --to hf -o old-readers.onnx',
  ])
    .addArgument(new Argument('<model>', 'an ONNX file'))
    .addOption(new Option('--to <format>', 'the format to write').choices(['capsule', 'hf']).default('capsule'))
    .option('-o, --output <file>', 'write a copy instead of changing the model in place')
    .option('--force', 'write over an existing output');

  command('completion', 'Print the completion script of a shell.', async () => {
    const { completion } = await import('./commands/completion.js');
    return (args, options, context) => completion(program, args, options, context);
  }, ['onnx-capsule completion bash >> ~/.bashrc', 'onnx-capsule completion zsh > ~/.zsh/_onnx-capsule'])
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']));

  return program;
}

/** Thrown after `--version` was answered inside a command. */
export class VersionPrinted extends Error {}

function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  return manifest.version;
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

function wholeNumber(option: string): (value: string) => number {
  return (value) => {
    if (!/^\d{1,15}$/.test(value)) throw new UsageError(`${option} takes a whole number, found "${value}".`);
    return Number(value);
  };
}
