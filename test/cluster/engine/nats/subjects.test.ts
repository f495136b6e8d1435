import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { consumerOf, queueOfConsumer, Subjects } from '#dist/cluster/engine/nats/subjects.js';

describe('Subjects', () => {
  const subjects = new Subjects('demo', 7);

  it('are what programs of other versions use', () => {
    assert.deepEqual(
      [
        subjects.queueStream(2),
        subjects.chunk(2, 'j'),
        subjects.chunk(2, 'j', 'gpu+zone=eu'),
        consumerOf('gpu+zone=eu'),
        subjects.stored('j', 'n', 0),
        subjects.result('j'),
        subjects.cancelled('j'),
        subjects.reply('to'),
        subjects.control('hosts'),
        subjects.presence,
        subjects.inbox('host'),
      ],
      [
        'MH_demo_w7_2',
        'mh.demo.w7.c.2.any.j',
        'mh.demo.w7.c.2.on+gpu+zone=eu.j',
        'on+gpu+zone=eu',
        'mh.demo.w7.s.j.n.0',
        'mh.demo.w7.d.j',
        'mh.demo.w7.x.j',
        'mh.demo.w7.r.to',
        'mh.demo.w7.b.hosts',
        'mh.demo.p',
        'mh.demo.i.host',
      ],
    );
  });

  it('tell the job of a chunk, and of what is kept', () => {
    assert.equal(subjects.jobOf(subjects.chunk(3, 'job-1')), 'job-1');
    assert.equal(subjects.jobOf(subjects.chunk(3, 'job-1', 'gpu')), 'job-1');
    assert.deepEqual(['on+gpu', 'hosts'].map(queueOfConsumer), ['gpu', undefined]);
    assert.equal(subjects.jobOfStored(subjects.stored('job-1', 'name', 0)), 'job-1');
  });

  it('of two wires have nothing in common but who is there', () => {
    const next = new Subjects('demo', 8);
    const of = (one: Subjects): string[] => [
      one.chunk('*', '*', '*'),
      one.storedOf('*'),
      one.result('j'),
      one.cancelled('j'),
      one.reply('to'),
      one.control('hosts'),
      one.queueStream(0),
      one.poisonAdvisory(0),
      ...one.sideStreams,
    ];

    assert.equal(new Set([...of(subjects), ...of(next)]).size, 2 * of(next).length);
    assert.equal(next.presence, subjects.presence);
  });

  it('of two pools have nothing in common', () => {
    const other = new Subjects('other');

    for (const [mine, theirs] of [
      [subjects.chunk('*', '*', '*'), other.chunk('*', '*', '*')],
      [subjects.storedOf('*'), other.storedOf('*')],
      [subjects.presence, other.presence],
    ]) {
      assert.notEqual(mine, theirs);
    }
    assert.equal(new Set([...subjects.sideStreams, ...other.sideStreams]).size, 8);
  });
});
