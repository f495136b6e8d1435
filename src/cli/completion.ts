/** `manyhands completion SHELL`: completions for bash, zsh and fish. */
import {
  type DescribedCommand,
  type DescribedOption,
  type DescribedProgram,
  flagsOf,
  namesOf,
  valueOf,
} from './described-program.ts';
import { UsageError } from './failures.ts';

const SHELLS: Readonly<Record<string, (program: DescribedProgram) => string>> = { bash, zsh, fish };

/** @throws UsageError */
export function completionFor(shell: string, program: DescribedProgram): string {
  const write = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
  if (write !== undefined) return write(program);
  throw new UsageError(
    `there are completions for ${Object.keys(SHELLS).join(', ')}, but not for '${shell}'\n  → for bash: source <(manyhands completion bash)`,
  );
}

/** In a shell's single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function bash({ commands }: DescribedProgram): string {
  const options = commands.flatMap((command) => command.options);
  const choices = options.flatMap((option) =>
    option.argChoices === undefined
      ? []
      : [`    ${namesOf(option).join('|')}) words=${quoted(option.argChoices.join(' '))} ;;`],
  );
  const flags = commands.map(
    (command) => `    ${command.name}) words=${quoted(flagsOf(command).join(' '))} ;;`,
  );
  const names = commands.map(({ name }) => name).join(' ');
  return `# source <(manyhands completion bash)
_manyhands() {
  local current=\${COMP_WORDS[COMP_CWORD]} words=
  case \${COMP_WORDS[COMP_CWORD-1]} in
${choices.join('\n')}
    *) if ((COMP_CWORD == 1)); then words=${quoted(names)}
    elif [[ $current == -* ]]; then case \${COMP_WORDS[1]} in
${flags.join('\n')}
    esac
    elif [[ \${COMP_WORDS[1]} == completion ]]; then words='bash zsh fish'
    fi ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _manyhands manyhands
`;
}

function zsh({ commands }: DescribedProgram): string {
  const names = commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`);
  const cases = commands.map(
    (command) =>
      `    ${command.name}) _arguments ${zshArguments(command).join(' ')} '*:file:_files' ;;`,
  );
  return `#compdef manyhands
# manyhands completion zsh > "\${fpath[1]}/_manyhands"
_manyhands() {
  local -a commands=(
${names.join('\n')}
  )
  if ((CURRENT == 2)); then _describe command commands; return; fi
  shift words; ((CURRENT--))
  case $words[1] in
${cases.join('\n')}
  esac
}
compdef _manyhands manyhands
`;
}

function zshArguments(command: DescribedCommand): readonly string[] {
  if (command.help !== undefined) return flagsOf(command).map((flag) => quoted(`${flag}[]`));
  return command.options.flatMap((option) => {
    const text = option.description.replace(/[[\]\\:]/g, String.raw`\$&`);
    const value = valueOf(option);
    const action = option.argChoices?.join(' ');
    const after =
      value === undefined
        ? ''
        : `:${value}:${action === undefined ? actionOf(value) : `(${action})`}`;
    const names = namesOf(option);
    return names.map((name) => quoted(`(${names.join(' ')})${name}[${text}]${after}`));
  });
}

function actionOf(value: string): string {
  return value === 'file' ? '_files' : ' ';
}

function fish({ commands }: DescribedProgram): string {
  const subcommands = commands.map(
    ({ name, summary }) =>
      `complete -c manyhands -n __fish_use_subcommand -f -a ${name} -d ${fishQuoted(summary)}`,
  );
  const flags = commands.flatMap((command) => {
    const seen = `complete -c manyhands -n '__fish_seen_subcommand_from ${command.name}'`;
    if (command.help !== undefined)
      return flagsOf(command).map((flag) => `${seen} -l ${flag.slice(2)}`);
    return command.options.map((option) => `${seen} ${fishOption(option)}`);
  });
  return `# manyhands completion fish > ~/.config/fish/completions/manyhands.fish\n${[...subcommands, ...flags].join('\n')}\n`;
}

function fishOption(option: DescribedOption): string {
  const names = namesOf(option).map((name) =>
    name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  const value = valueOf(option);
  const choices = option.argChoices;
  const takes = value === undefined ? [] : [value === 'file' ? '-r -F' : '-x'];
  const list = choices === undefined ? [] : [`-a ${fishQuoted(choices.join(' '))}`];
  return [...names, ...takes, ...list, `-d ${fishQuoted(option.description)}`].join(' ');
}

/** Fish escapes a quote in single quotes by a backslash. */
function fishQuoted(text: string): string {
  return `'${text.replace(/[\\']/g, String.raw`\$&`)}'`;
}
