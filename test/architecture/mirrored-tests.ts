/** Which files of the core have no test at the mirrored path. */
import type { SourceFile } from './rules.ts';

/**
 * `tests`: paths below `test/`. A file's tests are `core/room/name.test.ts` and any `core/room/name-….test.ts`;
 * a suite that runs once per implementation may stand in for them: see `TESTED_ELSEWHERE`.
 */
export function untestedIn(files: readonly SourceFile[], tests: readonly string[]): string[] {
  return files
    .filter(({ path, text }) => path.startsWith('core/') && hasLogic(text))
    .map(({ path }) => path)
    .filter((path) => !Object.hasOwn(TESTED_ELSEWHERE, path))
    .filter((path) => {
      const stem = path.replace(/\.ts$/, '');
      return !tests.some((test) => test === `${stem}.test.ts` || test.startsWith(`${stem}-`));
    });
}

/** Files whose test lies elsewhere, and why. */
export const TESTED_ELSEWHERE: Readonly<Record<string, string>> = {
  'core/worker/process-entry.ts':
    'the main script of a process: transport/process.test.ts starts it',
  'core/worker/thread-entry.ts': 'the main script of a thread: transport/thread.test.ts starts it',
  'core/worker/inline-entry.ts': 'loaded by the inline transport: transport/inline-channel.test.ts',
  'core/worker/crashes.ts': 'listens to the whole process: faults/between-tasks.test.ts',
  'core/worker/load-failures.ts': 'when the late module comes: faults/late-modules.test.ts',
};

/** Whether anything in it runs: a file of types, or of constants, needs no test. */
function hasLogic(text: string): boolean {
  const code = text.replace(/\/\*[^]*?\*\/|\/\/.*/g, '');
  return /^(?:export )?(?:abstract )?(?:async )?(?:class|function\*?) /m.test(code);
}
