import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Subjects } from '#dist/cluster/engine/nats/subjects.js';

describe('Subjects', () => {
  const subjects = new Subjects('demo');

  it('are what programs of other versions use', () => {
    assert.deepEqual(
      [
        subjects.queueStream(2),
        subjects.chunk(2, 'j'),
        subjects.stored('j', 'n', 0),
        subjects.result('j'),
        subjects.cancelled('j'),
        subjects.reply('to'),
        subjects.control('hosts'),
        subjects.presence,
        subjects.inbox('host'),
      ],
      [
        'MH_demo_2',
        'mh.demo.c.2.j',
        'mh.demo.s.j.n.0',
        'mh.demo.d.j',
        'mh.demo.x.j',
        'mh.demo.r.to',
        'mh.demo.b.hosts',
        'mh.demo.p',
        'mh.demo.i.host',
      ],
    );
  });

  it('tell the job of a chunk', () => {
    assert.equal(subjects.jobOf(subjects.chunk(3, 'job-1')), 'job-1');
  });

  it('of two pools have nothing in common', () => {
    const other = new Subjects('other');

    for (const [mine, theirs] of [
      [subjects.chunk('*', '*'), other.chunk('*', '*')],
      [subjects.storedOf('*'), other.storedOf('*')],
      [subjects.presence, other.presence],
    ]) {
      assert.notEqual(mine, theirs);
    }
    assert.equal(new Set([...subjects.sideStreams, ...other.sideStreams]).size, 8);
  });
});
