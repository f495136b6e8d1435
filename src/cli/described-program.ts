/** What completions and the man page are made from: the table of commands and options that `--help` is made from, too. */

export interface DescribedOption {
  readonly short?: string | undefined;
  readonly long?: string | undefined;
  readonly flags: string;
  readonly description: string;
  readonly argChoices?: readonly string[] | undefined;
}

export interface DescribedCommand {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly options: readonly DescribedOption[];
  /** Of a command that parses its own flags: all that its help says. */
  readonly help?: string;
}

export interface DescribedProgram {
  readonly version: string;
  readonly summary: string;
  readonly commands: readonly DescribedCommand[];
}

/** What stands for the value in `--errors <file>`; undefined if there is none. */
export function valueOf({ flags }: DescribedOption): string | undefined {
  return /<([\w-]+)>/.exec(flags)?.[1];
}

/** `-i` and `--input-format`. */
export function namesOf({ short, long }: DescribedOption): readonly string[] {
  return [short, long].filter((name) => name !== undefined);
}

/** The flags of a command. Those that it parses itself are found in its help. */
export function flagsOf({ options, help }: DescribedCommand): readonly string[] {
  if (help === undefined) return options.flatMap(namesOf);
  return [...new Set(help.match(/--[a-z][\w-]*/g))];
}
