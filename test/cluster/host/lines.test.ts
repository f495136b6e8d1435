import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Lines } from '#dist/cluster/host/lines.js';

describe('The lines of a host', () => {
  it('are twenty a minute at most, and then how many there were more', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const said: string[] = [];
    using lines = new Lines((line) => said.push(line));

    for (let at = 0; at < 1000; at += 1) lines.note(`refused ${at}`);
    const first = said.length;
    t.mock.timers.tick(60_000);
    lines.note('next minute');

    assert.equal(first, 20);
    assert.match(said[20] ?? '', /^980 more/);
    assert.equal(said[21], 'next minute');
  });

  it('are said once a minute each', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const said: string[] = [];
    using lines = new Lines((line) => said.push(line));

    for (const line of ['a', 'b', 'a', 'a']) lines.note(line);
    t.mock.timers.tick(60_000);
    lines.note('a');

    assert.deepEqual(said, [
      'a',
      'b',
      '2 more chunks and questions were refused or given back',
      'a',
    ]);
  });

  it('hold nothing that a terminal obeys', () => {
    const said: string[] = [];
    using lines = new Lines((line) => said.push(line));

    lines.note('job \u001b[31mred');

    assert.equal(said[0]?.includes('\u001b'), false);
  });
});
