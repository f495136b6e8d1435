/**
 * Which of the program's own Node options its workers inherit.
 *
 * Those that load or compile code (`--import`, `--require`, `--loader`, `--conditions`, V8 flags …)
 * must be the same there. Those that say what the *program* is or watch it must not: a worker of
 * `node -e …` would evaluate the program again, one of `node --inspect` would fight for its port.
 */

/** Dropped together with the value that follows them, if it is not attached with `=`. */
const WITH_VALUE = new Set([
  '-e',
  '--eval',
  '-p',
  '--print',
  '-pe',
  '--input-type',
  '--inspect-port',
  '--debug-port',
  '--watch-path',
  '--test-name-pattern',
  '--test-skip-pattern',
  '--test-reporter',
  '--test-reporter-destination',
  '--test-concurrency',
  '--test-timeout',
  '--test-shard',
  '--test-isolation',
  '--cpu-prof-dir',
  '--cpu-prof-name',
  '--cpu-prof-interval',
  '--heap-prof-dir',
  '--heap-prof-name',
  '--heap-prof-interval',
  '--run',
  '--snapshot-blob',
  '--build-snapshot-config',
]);

/** Dropped by the beginning of their name. */
const PREFIXES = [
  '--test',
  '--watch',
  '--inspect',
  '--cpu-prof',
  '--heap-prof',
  '--check',
  '--interactive',
  '--build-snapshot',
  '--experimental-test',
  '--experimental-default-type',
];

const ALONE = new Set(['-c', '-i']);

/** The program's options without those that only make sense for the program. */
export function inheritedExecArgv(execArgv: readonly string[] = process.execArgv): string[] {
  const kept: string[] = [];
  for (let i = 0; i < execArgv.length; i += 1) {
    const argument = execArgv[i] as string; // in range
    const [name = argument] = argument.split('=', 1);
    if (WITH_VALUE.has(name)) {
      const next = execArgv[i + 1];
      if (!argument.includes('=') && next !== undefined && !next.startsWith('-')) i += 1;
    } else if (!ALONE.has(name) && !PREFIXES.some((prefix) => name.startsWith(prefix))) {
      kept.push(argument);
    }
  }
  return kept;
}
