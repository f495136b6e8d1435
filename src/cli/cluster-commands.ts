/** The commands of a cluster: `worker`, `hosts`, `jobs`, `cancel`. `cluster/commands` implements them. */
import { Command } from 'commander';
import type { DescribedCommand } from './described-program.ts';

interface ClusterCommand {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<{
    readonly help: string;
    readonly run: (argv: readonly string[]) => Promise<void>;
  }>;
}

const administration = async () => await import('../cluster/commands/administration.ts');

const COMMANDS: readonly ClusterCommand[] = [
  {
    name: 'worker',
    summary: "run chunks of a cluster's pool on this machine",
    load: async () => {
      const { worker, WORKER_HELP } = await import('../cluster/commands/worker.ts');
      return { run: worker, help: WORKER_HELP };
    },
  },
  {
    name: 'hosts',
    summary: "the hosts of a cluster's pool that are there",
    load: async () => {
      const { hosts, HOSTS_HELP } = await administration();
      return { run: hosts, help: HOSTS_HELP };
    },
  },
  {
    name: 'jobs',
    summary: "what a cluster's server has of each job",
    load: async () => {
      const { jobs, JOBS_HELP } = await administration();
      return { run: jobs, help: JOBS_HELP };
    },
  },
  {
    name: 'cancel',
    summary: 'stop a job and take all of it away from the server',
    load: async () => {
      const { cancel, CANCEL_HELP } = await administration();
      return { run: cancel, help: CANCEL_HELP };
    },
  },
];

/** Each parses its own flags: commander only finds the command, and its code is loaded when it is called. */
export function createClusterCommands(program: Command): Command[] {
  return COMMANDS.map(({ name, summary, load }) =>
    new Command(name)
      .copyInheritedSettings(program)
      .summary(summary)
      .argument('[arguments...]')
      .helpOption(false)
      .allowUnknownOption()
      .action(async (argv: readonly string[]) => {
        const { help, run } = await load();
        if (argv.includes('--help') || argv.includes('-h')) console.log(help);
        else await run(argv);
      }),
  );
}

/** For completions and the man page: what `--help` of each says. */
export async function helpOfClusterCommands(): Promise<readonly DescribedCommand[]> {
  return await Promise.all(
    COMMANDS.map(async ({ name, summary, load }) => {
      const { help } = await load();
      return { name, summary, usage: '[options]', options: [], help };
    }),
  );
}
