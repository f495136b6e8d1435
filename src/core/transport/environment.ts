/** The environment that workers get. */
import { WORKER_STDOUT } from '../base/worker-mark.ts';
import type { ChannelOptions } from './transport.ts';

/** The program's own, with `env` over it. A debugger that was asked for with NODE_OPTIONS is the program's alone. */
export function workerEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: options } = process.env;
  if (options?.includes('--') !== true) return { ...process.env, ...env };
  return { ...process.env, NODE_OPTIONS: withoutInspector(options), ...env };
}

/** Whether workers may not print to the program's stdout. */
export function isStdoutOurs({ env }: Pick<ChannelOptions, 'env'>): boolean {
  return env[WORKER_STDOUT] === 'stderr';
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
