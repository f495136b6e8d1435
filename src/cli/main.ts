#!/usr/bin/env node
/**
 * The command `manyhands`: the table of its subcommands. A subcommand's code is loaded when it is called.
 */
import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { OptionError, PoolError } from '../core/base/errors.ts';
import { createClusterCommands } from './cluster-commands.ts';
import { BrokenRunError, EXIT, type ExitCode, UsageError } from './failures.ts';
import { createMapCommand, withPort } from './map-command.ts';

let exitCode: ExitCode = EXIT.ok;

const program = new Command('manyhands')
  .description('Any function, over any stream of records, on all cores.')
  .version(readVersion(), '-V, --version')
  .exitOverride()
  // The descriptions hold the choices already; with commander's own list the help would not fit a screen.
  // Neither would --help, which who reads this knows.
  .configureHelp({
    optionDescription: ({ description }) => description,
    visibleOptions: ({ options }) => options.filter(({ hidden }) => !hidden),
  })
  .showHelpAfterError('(manyhands --help tells more)');

const commands: readonly Command[] = [
  createMapCommand(async (settings) => {
    exitCode = await (await import('./map.ts')).runMap(settings);
  }),
  new Command('info')
    .summary('Node, cores seen and why, loaders, what is missing')
    .option('--json', 'for programs')
    .action(async (flags: { readonly json?: true }) => {
      (await import('./info.ts')).printInfo(flags.json === true);
    }),
];

for (const command of commands) program.addCommand(command.copyInheritedSettings(program));
for (const command of createClusterCommands(program)) program.addCommand(command);

try {
  await program.parseAsync(withPort(process.argv));
} catch (error) {
  exitCode = explain(error);
}
// A pending read of a terminal would keep the program alive.
process.exit(exitCode);

/** Prints what went wrong in words; a stack only if it is our bug. */
function explain(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof UsageError || isBadFlag(error)) {
    process.stderr.write(`manyhands: ${error.message}\n`);
    return EXIT.usage;
  }
  if (error instanceof BrokenRunError || error instanceof PoolError)
    process.stderr.write(`manyhands: ${error.message}\n`);
  else console.error('manyhands failed, please report this:', error);
  return EXIT.broken;
}

/** The errors of the cluster's commands for their flags: ours, and those of Node's `parseArgs`. */
function isBadFlag(error: unknown): error is Error {
  return error instanceof OptionError || (error instanceof TypeError && 'code' in error);
}

function readVersion(): string {
  // By the package's own name: where this file is depends on how it was built.
  const manifest: unknown = createRequire(import.meta.url)('manyhands/package.json');
  return (manifest as { readonly version: string }).version;
}
