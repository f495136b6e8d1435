/** The commands of a cluster. `cluster/commands` implements them. */
import { Command } from 'commander';
import type { DescribedCommand } from './described-program.ts';

interface Loaded {
  readonly help: string;
  readonly run: (argv: readonly string[]) => Promise<void>;
}

interface ClusterCommand {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Loaded>;
}

const hostCommands = async () => await import('../cluster/commands/hosts.ts');
const jobCommands = async () => await import('../cluster/commands/jobs.ts');

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
      const { hosts, HOSTS_HELP } = await hostCommands();
      return { run: hosts, help: HOSTS_HELP };
    },
  },
  {
    name: 'drain',
    summary: 'have a host of a cluster leave',
    load: async () => {
      const { drain, DRAIN_HELP } = await hostCommands();
      return { run: drain, help: DRAIN_HELP };
    },
  },
  {
    name: 'jobs',
    summary: "what a cluster's server has of each job",
    load: async () => {
      const { jobs, JOBS_HELP } = await jobCommands();
      return { run: jobs, help: JOBS_HELP };
    },
  },
  {
    name: 'cancel',
    summary: 'stop a job and take all of it away from the server',
    load: async () => {
      const { cancel, CANCEL_HELP } = await jobCommands();
      return { run: cancel, help: CANCEL_HELP };
    },
  },
  {
    name: 'retry',
    summary: 'give chunks that no host has finished to hosts again',
    load: async () => {
      const { retry, RETRY_HELP } = await jobCommands();
      return { run: retry, help: RETRY_HELP };
    },
  },
  {
    name: 'purge',
    summary: 'take away what strangers have put on the server',
    load: async () => {
      const { purge, PURGE_HELP } = await import('../cluster/commands/purge.ts');
      return { run: purge, help: PURGE_HELP };
    },
  },
  {
    name: 'key',
    summary: 'make the key of a cluster',
    load: async () => {
      const { key, KEY_HELP } = await import('../cluster/commands/key.ts');
      return { run: key, help: KEY_HELP };
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
