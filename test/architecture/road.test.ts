/** Holds the roads in docs/design.md against what real calls pass: see road/program.ts. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PAGE = new URL('../../../docs/design.md', import.meta.url);
const PROGRAM = fileURLToPath(new URL('./road/program.js', import.meta.url));
/** The most that a warm `map` may pass: a road that grows has to be straightened, not allowed. */
const MOST = 32;

const IS_WINDOWS = process.platform === 'win32';
const skip = IS_WINDOWS ? 'a worker cannot be asked by a signal there' : false;

describe('the roads in docs/design.md', { skip }, () => {
  let walked: Readonly<Record<string, readonly string[]>> = {};
  const told = toldRoads(readFileSync(PAGE, 'utf8'));

  before(async () => {
    // Without the variable that has Node write coverage: it counts the same calls, and would take them away.
    const { NODE_V8_COVERAGE: _, ...env } = process.env;
    const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM], { env });
    walked = JSON.parse(stdout) as typeof walked;
  });

  for (const name of ['map', 'error', 'imap', 'chain', 'closure']) {
    it(`are complete and true: ${name}`, () => {
      const files = (walked[name] ?? []).map((path) => path.replace(/\.js$/, '.ts'));

      assert.deepEqual([...(told[name] ?? [])].sort(), files.sort());
    });
  }

  it(`are short: ${MOST} files for a map, there and back`, () => {
    const files = walked['map'] ?? [];

    assert.ok(
      files.length > 10 && files.length <= MOST,
      `${files.length} files: ${files.join(' ')}`,
    );
  });
});

/**
 * The files that each block of the page names: ```` ```road map ````. A block that begins with a line
 * `as map` is that road with the files behind `+`, and without those behind `-`.
 */
function toldRoads(page: string): Record<string, Set<string>> {
  const roads: Record<string, Set<string>> = {};
  for (const [, name = '', block = ''] of page.matchAll(/^```road (\w+)\n([^]*?)^```$/gm)) {
    const [, base] = /^as (\w+)$/m.exec(block) ?? [];
    const files = new Set(base === undefined ? [] : roads[base]);
    for (const line of block.split('\n')) {
      for (const [file] of line.matchAll(/[\w-]+\/[\w/-]+\.ts/g)) {
        if (line.startsWith('-')) files.delete(`core/${file}`);
        else files.add(`core/${file}`);
      }
    }
    roads[name] = files;
  }
  return roads;
}
