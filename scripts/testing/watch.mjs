// `npm test -- --watch`: builds and runs again whenever a source or a test has changed.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';

/** Editors write several files at once, or one in several steps. */
const CALM_MS = 100;

/**
 * Runs at once and after each change, until the program is ended.
 *
 * @param {() => Promise<void>} runTests
 */
export async function watchTests(runTests) {
  const changes = new EventTarget();
  for (const folder of ['src', 'test']) {
    watch(folder, { recursive: true }, () => changes.dispatchEvent(new Event('change')));
  }
  for (let isBuilt = true; ; isBuilt = build()) {
    const change = once(changes, 'change'); // before the run: what changes meanwhile counts
    if (isBuilt) await runTests();
    console.log('waiting for a change');
    await change;
    await new Promise((resolve) => setTimeout(resolve, CALM_MS));
  }
}

function build() {
  return spawnSync('npm', ['run', '--silent', 'build:dev'], { stdio: 'inherit' }).status === 0;
}
