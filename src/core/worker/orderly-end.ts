/** `--cpu-prof`, and not `--cpu-prof-dir` alone. */
const PROFILES = /(^|\s)--(cpu|heap)-prof(\s|$)/;

/** Whether Node writes a file when this worker ends in order, and only then. */
export function needsOrderlyEnd(
  { NODE_V8_COVERAGE, NODE_OPTIONS = '' }: NodeJS.ProcessEnv = process.env,
  execArgv: readonly string[] = process.execArgv,
): boolean {
  return Boolean(NODE_V8_COVERAGE) || PROFILES.test([NODE_OPTIONS, ...execArgv].join(' '));
}
