/** `manyhands man`: the man page, from the table that `--help` is made from. */
import {
  type DescribedCommand,
  type DescribedProgram,
  namesOf,
  valueOf,
} from './described-program.ts';
import { EXAMPLES } from './map-command.ts';

export function manPage({ version, summary, commands }: DescribedProgram): string {
  const lines = [
    `.TH MANYHANDS 1 "" "manyhands ${roff(version)}"`,
    '.SH NAME',
    `manyhands \\- ${roff(summary)}`,
    '.SH SYNOPSIS',
    ...commands.flatMap(({ name, usage }) => [`.B manyhands ${name}`, roff(usage), '.br']),
    ...commands.flatMap(sectionOf),
    '.SH EXAMPLES AND EXIT CODES',
    ...verbatim(EXAMPLES.trim()),
  ];
  return `${lines.join('\n')}\n`;
}

function sectionOf({ name, summary, options, help }: DescribedCommand): readonly string[] {
  if (help !== undefined) return [`.SH ${name.toUpperCase()}`, ...verbatim(help)];
  return [
    `.SH ${name.toUpperCase()}`,
    roff(summary),
    ...options.flatMap((option) => {
      const value = valueOf(option);
      const names = namesOf(option).map((one) => `\\fB${roff(one)}\\fR`);
      const after = value === undefined ? '' : ` \\fI${roff(value)}\\fR`;
      return ['.TP', `${names.join(', ')}${after}`, roff(option.description)];
    }),
  ];
}

function verbatim(text: string): readonly string[] {
  return ['.nf', ...text.split('\n').map(roff), '.fi'];
}

/** A dot or a quote at the start of a line would be a request; a bare hyphen may be set as another character. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/, '\\&');
}
