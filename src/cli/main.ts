#!/usr/bin/env node
/** The command line: finds the subcommand, loads it and nothing else. */
import { PoolError } from '../base/errors.ts';

interface Command {
  readonly summary: string;
  readonly help: () => Promise<string>;
  readonly run: (argv: readonly string[]) => Promise<void>;
}

const worker = async () => await import('../cluster/commands/worker.ts');
const administration = async () => await import('../cluster/commands/administration.ts');

const COMMANDS: Readonly<Record<string, Command>> = {
  worker: {
    summary: "run chunks of a cluster's pool on this machine",
    help: async () => (await worker()).WORKER_HELP,
    run: async (argv) => await (await worker()).worker(argv),
  },
  hosts: {
    summary: 'the hosts of a pool that are there',
    help: async () => (await administration()).HOSTS_HELP,
    run: async (argv) => await (await administration()).hosts(argv),
  },
  jobs: {
    summary: "what a pool's server has of each job",
    help: async () => (await administration()).JOBS_HELP,
    run: async (argv) => await (await administration()).jobs(argv),
  },
  cancel: {
    summary: 'stop a job and take all of it away from the server',
    help: async () => (await administration()).CANCEL_HELP,
    run: async (argv) => await (await administration()).cancel(argv),
  },
};

async function main([name = 'help', ...argv]: readonly string[]): Promise<void> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command !== undefined) {
    if (argv.includes('--help') || argv.includes('-h')) console.log(await command.help());
    else await command.run(argv);
    return;
  }
  const lines = Object.entries(COMMANDS).map(
    ([key, { summary }]) => `  ${key.padEnd(8)}${summary}`,
  );
  const help = ['manyhands COMMAND [options]; manyhands COMMAND --help', '', ...lines].join('\n');
  if (['help', '--help', '-h'].includes(name)) console.log(help);
  else fail(`there is no command '${name}'\n\n${help}`);
}

function fail(text: string): void {
  console.error(text);
  process.exitCode = 1;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  // What the user did is told in words; a bug of ours with its stack.
  const isTheirs = error instanceof PoolError || (error instanceof TypeError && 'code' in error);
  fail(isTheirs ? (error as Error).message : String((error as Error).stack ?? error));
}
