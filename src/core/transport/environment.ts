/** The environment that workers get. */

/** The program's own, with `env` over it. A debugger that was asked for with NODE_OPTIONS is the program's alone. */
export function workerEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: options } = process.env;
  if (options?.includes('--') !== true) return { ...process.env, ...env };
  return { ...process.env, NODE_OPTIONS: withoutInspector(options), ...env };
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
