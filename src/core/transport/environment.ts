/** The environment that workers get. */
import { WORKER_STDOUT } from '../base/worker-mark.ts';
import type { ChannelOptions } from './transport.ts';

/**
 * The program's own, with `env` over it. A debugger that was asked for with NODE_OPTIONS is the program's alone, and so is the
 * key to a cluster: every task could read it. Without a prototype, because Node gives a child what is inherited, too.
 */
export function workerEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): NodeJS.ProcessEnv {
  const { MANYHANDS_KEY: _, ...own } = process.env;
  const options = Object.hasOwn(own, 'NODE_OPTIONS') ? own['NODE_OPTIONS'] : undefined;
  const all = Object.assign(Object.create(null) as NodeJS.ProcessEnv, own);
  if (options?.includes('--') === true) all['NODE_OPTIONS'] = withoutInspector(options);
  return Object.assign(all, env);
}

/** Whether workers may not print to the program's stdout. */
export function isStdoutOurs({ env }: Pick<ChannelOptions, 'env'>): boolean {
  return Object.hasOwn(env, WORKER_STDOUT) && env[WORKER_STDOUT] === 'stderr';
}

/** Options are separated by spaces; double quotes hold together what has some. */
const OPTION = /(?:[^\s"]|"(?:\\.|[^"\\])*")+/g;
const INSPECTOR = /^--(inspect|debug-port)/;
const PORT_ALONE = /^--(inspect|debug)-port$/;

export function withoutInspector(nodeOptions: string): string {
  const options = nodeOptions.match(OPTION) ?? [];
  const kept = options.filter((option, i) => {
    const isPort = PORT_ALONE.test(options[i - 1] ?? '') && !option.startsWith('-');
    return !isPort && !INSPECTOR.test(option);
  });
  return kept.join(' ');
}
