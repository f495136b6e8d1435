/** Constant memory: four times as much as the heap may hold goes through it, in and out. */
import assert from 'node:assert/strict';
import { createReadStream, statSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { TASKS, Workspace } from './command.ts';

const HEAP_MB = 48;
const RECORDS = 96_000;
const PADDING = 'x'.repeat(2000);

describe('manyhands map', () => {
  it('takes files that are larger than its memory', { timeout: 120_000 }, async () => {
    using workspace = new Workspace();
    const lines = Array.from({ length: 1000 }, (_, id) => JSON.stringify({ id, PADDING }));
    for (let n = 0; n < RECORDS; n += 1000)
      writeFileSync(workspace.path('in.ndjson'), `${lines.join('\n')}\n`, { flag: 'a' });

    const end = await workspace.start(
      ['map', `${TASKS}#same`, 'in.ndjson', '-o', 'out.ndjson', '--quiet'],
      { env: { NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` } },
    );

    assert.equal(end.exitCode, 0, end.stderr);
    const { size } = statSync(workspace.path('out.ndjson'));
    assert.ok(size > 3.8 * HEAP_MB * 2 ** 20, `${size}`);
    let count = 0;
    for await (const line of createInterface(createReadStream(workspace.path('out.ndjson')))) {
      assert.equal(line, lines[count % 1000]);
      count += 1;
    }
    assert.equal(count, RECORDS);
  });
});
