/** `onnx-capsule completion`: scripts for bash, zsh and fish, made from the program's own declaration. */
import type { Command } from 'commander';

import type { Context, GlobalOptions } from '../context.js';
import { EXIT_CODES } from '../exit-codes.js';

interface OptionEntry {
  readonly flags: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  readonly values: readonly string[];
}

interface CommandEntry {
  readonly name: string;
  readonly names: readonly string[];
  readonly description: string;
  readonly options: readonly OptionEntry[];
  /** Values of the first argument, where it takes fixed ones; files otherwise. */
  readonly values: readonly string[];
}

/** Prints the completion script of the shell that the first argument names. */
export function completion(
  program: Command,
  args: readonly string[],
  _options: GlobalOptions,
  context: Context,
): Promise<number> {
  const shell = args[0] as 'bash' | 'zsh' | 'fish';
  const script = { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](entries(program));
  if (context.json) context.result({ shell, script });
  else context.terminal.out(script);
  return Promise.resolve(EXIT_CODES.done);
}

function entries(program: Command): CommandEntry[] {
  return program.commands.map((command) => ({
    name: command.name(),
    names: [command.name(), ...command.aliases()],
    description: command.description(),
    values: command.registeredArguments[0]?.argChoices ?? [],
    options: [
      ...command.options
        .filter((option) => !option.hidden)
        .map((option) => ({
          flags: [option.short, option.long].filter((flag) => flag !== undefined),
          description: option.description,
          takesValue: option.required,
          values: option.argChoices ?? [],
        })),
      { flags: ['-h', '--help'], description: 'show help', takesValue: false, values: [] },
    ],
  }));
}

function bashScript(commands: readonly CommandEntry[]): string {
  const cases = commands
    .map((command) => {
      const flags = command.options.flatMap((option) => option.flags).join(' ');
      const values = command.options
        .filter((option) => option.takesValue)
        .map((option) =>
          option.values.length > 0
            ? `      ${option.flags.join('|')}) COMPREPLY=($(compgen -W "${option.values.join(' ')}" -- "$current")); return ;;`
            : `      ${option.flags.join('|')}) COMPREPLY=($(compgen -f -- "$current")); return ;;`,
        );
      const words = command.values.length > 0 ? `COMPREPLY=($(compgen -W "${command.values.join(' ')}" -- "$current"))` : 'COMPREPLY=($(compgen -f -- "$current"))';
      return `    ${command.names.join('|')})
      case "$previous" in
${values.join('\n') || '      *) ;;'}
      esac
      if [[ "$current" == -* ]]; then COMPREPLY=($(compgen -W "${flags}" -- "$current"))
      else ${words}; fi
      ;;`;
    })
    .join('\n');
  const names = commands.flatMap((command) => command.names).join(' ');
  return `# bash completion for onnx-capsule
_onnx_capsule() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  compopt -o filenames 2>/dev/null
  if [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W "${names} --help --version" -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases}
  esac
}
complete -F _onnx_capsule onnx-capsule
`;
}

function zshScript(commands: readonly CommandEntry[]): string {
  const list = commands
    .map((command) => `    ${zshQuote(`${command.name}:${command.description}`)}`)
    .join('\n');
  const cases = commands
    .map((command) => {
      const lines = command.options.flatMap((option) =>
        option.flags.map((flag) => {
          const action = !option.takesValue ? '' : option.values.length > 0 ? `:value:(${option.values.join(' ')})` : ':value:_files';
          return `        ${zshQuote(`${flag}[${option.description.replace(/[[\]:]/g, ' ')}]${action}`)}`;
        }),
      );
      const rest = command.values.length > 0 ? `'*:value:(${command.values.join(' ')})'` : "'*:file:_files'";
      return `      ${command.names.join('|')})
      _arguments \\
${[...lines, `        ${rest}`].join(' \\\n')}
      ;;`;
    })
    .join('\n');
  return `#compdef onnx-capsule
# zsh completion for onnx-capsule
_onnx_capsule() {
  local -a commands
  commands=(
${list}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  local command="\${words[2]}"
  shift words
  (( CURRENT-- ))
  case "$command" in
${cases}
  esac
}
if [ "$funcstack[1]" = "_onnx_capsule" ]; then
  _onnx_capsule "$@"
else
  compdef _onnx_capsule onnx-capsule
fi
`;
}

function fishScript(commands: readonly CommandEntry[]): string {
  const lines = ['# fish completion for onnx-capsule', 'complete -c onnx-capsule -n __fish_use_subcommand -f'];
  for (const command of commands) {
    lines.push(
      `complete -c onnx-capsule -n __fish_use_subcommand -f -a ${command.name} -d ${shellQuote(command.description)}`,
    );
    const within = `-n '__fish_seen_subcommand_from ${command.names.join(' ')}'`;
    if (command.values.length > 0) lines.push(`complete -c onnx-capsule ${within} -f -a '${command.values.join(' ')}'`);
    for (const option of command.options) {
      const flags = option.flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
      const value = !option.takesValue ? '' : option.values.length > 0 ? ` -x -a '${option.values.join(' ')}'` : ' -r';
      lines.push(`complete -c onnx-capsule ${within} ${flags.join(' ')}${value} -d ${shellQuote(option.description)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function shellQuote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function zshQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
