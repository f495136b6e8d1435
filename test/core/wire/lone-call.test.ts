import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { borrowAnswer, encodeFrame, encodeFrameParts, FrameReader } from '#dist/core/wire/frame.js';
import { loneCallText, readLoneCall } from '#dist/core/wire/lone-call.js';
import type { FromWorker, TaskSpec, ToWorker } from '#dist/core/wire/messages.js';
import { fc } from '../../property.ts';
import { doneOf, runOf, SPEC } from './lone-messages.ts';

/** What comes out of it; a job is not sent. */
function sent(message: ToWorker | FromWorker): unknown {
  const text = loneCallText(message);
  return text === undefined ? undefined : readLoneCall(text);
}

const simple = fc.oneof(
  fc.double({ noDefaultInfinity: true, noNaN: true }).filter((x) => !Object.is(x, -0)),
  fc.integer(),
  fc.string({ maxLength: 40, unit: 'binary' }),
  fc.boolean(),
  fc.constant(null),
);

describe('a call that is alone', () => {
  it('is the same after its way as text, with its arguments', () => {
    fc.assert(
      fc.property(fc.array(simple, { maxLength: 8 }), (args) => {
        const { job: _, ...chunk } = (runOf(args) as ToWorker & { kind: 'run' }).chunks[0] ?? {};

        assert.deepEqual(sent(runOf(args)), { kind: 'run', chunks: [chunk] });
      }),
    );
  });

  it('has its result back', () => {
    fc.assert(fc.property(simple, (value) => assert.deepEqual(sent(doneOf(value)), doneOf(value))));
  });

  it('may have small objects, each of them once', () => {
    const point = { x: 1, of: ['a', null] };

    assert.deepEqual(sent(doneOf(point)), doneOf(point));
    assert.notEqual(loneCallText(runOf([point, { again: 1 }])), undefined);
    assert.equal(loneCallText(runOf([point, { again: point }])), undefined);
  });

  it('is no text when the worker hands something back with it', () => {
    assert.equal(loneCallText({ ...doneOf(1), handsBack: true }), undefined);
  });

  it('is read out of a frame, whatever characters are in it', () => {
    const read: unknown[] = [];
    const reader = new FrameReader((message) => read.push(message));
    const message = doneOf('ä \ud83d\ude00 \ud83d "\n');

    for (const part of borrowAnswer(message)) reader.push(part);
    reader.push(encodeFrame(message));
    for (const part of encodeFrameParts(message)) reader.push(part);

    assert.deepEqual(read, [message, message, message]);
  });
});

describe('what is no simple call that is alone has no text', () => {
  for (const value of [
    -0,
    Number.NaN,
    Infinity,
    undefined,
    1n,
    { a: undefined },
    [-0],
    new Map(),
    'x'.repeat(129),
    Symbol.iterator,
  ])
    it(`a value like ${typeof value} ${String(value).slice(0, 20)}`, () => {
      assert.equal(loneCallText(runOf([value])), undefined);
      assert.equal(loneCallText(doneOf(value)), undefined);
    });

  it("arguments that are the caller's own, or many, or missing", () => {
    assert.equal(loneCallText(runOf([1], { job: {} })), undefined);
    assert.equal(loneCallText(runOf([1, 2, 3, 4, 5, 6, 7, 8, 9])), undefined);
    assert.equal(loneCallText(runOf(new Array(1))), undefined);
  });

  it('a call about which there is more to say', () => {
    const talk = { reports: true, abortable: false, ahead: 0 };
    const specs: Partial<TaskSpec>[] = [
      { call: 'one' },
      { onError: 'go-on' },
      { timed: true },
      { budgetMs: 8 },
      { carrier: 'trace' },
      { context: 'packed' },
      { talk },
    ];

    for (const more of specs)
      assert.equal(loneCallText(runOf([1], { spec: { ...SPEC, ...more } })), undefined);
  });

  it('several chunks, or several results, or a part of one', () => {
    const { chunks } = runOf([1]) as ToWorker & { kind: 'run' };
    const done = doneOf(1);
    const [result] = done.results;
    assert.ok(result);
    const others = [
      { from: 1 },
      { values: [1, 2] },
      { values: [] },
      { covers: 1 },
      { errors: [[0, 'e']] },
    ];

    assert.equal(loneCallText({ kind: 'run', chunks: [...chunks, ...chunks] }), undefined);
    assert.equal(loneCallText({ kind: 'run', chunks: [] }), undefined);
    assert.equal(loneCallText({ ...done, results: [result, result] }), undefined);
    for (const more of others)
      assert.equal(
        loneCallText({ ...done, results: [{ ...result, ...more } as never] }),
        undefined,
      );
  });
});

describe('a text that nobody has written', () => {
  it('is refused', () => {
    for (const text of [
      '[',
      '[]',
      '[2,1,2,3,4]',
      '[0,1,2,3]',
      '[1,1,"f",0,1]',
      '[1,1,1,1]',
      '["0",1,"f",0]',
    ])
      assert.throws(() => readLoneCall(text), /no message|JSON|Unexpected/);
  });
});
