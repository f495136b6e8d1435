import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Checkpoint, peekCheckpoint, type SavedState } from '#dist/cli/checkpoint.js';
import { ResultWriter, type ResultWriterOptions } from '#dist/cli/result-writer.js';
import { parseLines, Workspace } from './command.ts';
import { MemoryWriter } from './memory-writer.ts';

const FINGERPRINT = { input: 'in.ndjson' };

class Scene {
  readonly output = new MemoryWriter();
  readonly errors = new MemoryWriter();
  readonly joblog = new MemoryWriter();
  readonly failures: unknown[] = [];
  readonly writer: ResultWriter;

  constructor(options: Partial<ResultWriterOptions> = {}) {
    this.writer = new ResultWriter({
      ...{ outputFormat: 'ndjson', onError: 'skip', checkpoint: undefined, state: undefined },
      ...{ output: this.output, errors: this.errors, joblog: this.joblog },
      onFailure: ({ position }) => this.failures.push(position),
      ...options,
    });
  }
}

const recordAt = (position: number): Parameters<ResultWriter['write']>[0] => ({
  ...{ position, input: 'in.ndjson', line: position + 1, value: { id: position }, size: 8 },
});
const value = (id: unknown): { ok: true; value: unknown } => ({ ok: true, value: id });
const error = (message: string): { ok: false; error: Error } => ({
  ok: false,
  error: new Error(message),
});

describe('ResultWriter', () => {
  it('writes each result, each failure, and a line of the job log for both', () => {
    const { writer, output, errors, joblog, failures } = new Scene();

    writer.write(recordAt(0), value('zero'));
    writer.write(recordAt(1), error('one'));

    assert.equal(output.text, '"zero"\n');
    const [failed] = parseLines(errors.text) as { position: number; record: unknown }[];
    assert.deepEqual([failed?.position, failed?.record], [1, { id: 1 }]);
    const log = parseLines(joblog.text) as { outcome: string }[];
    assert.deepEqual(
      log.map(({ outcome }) => outcome),
      ['ok', 'failed'],
    );
    assert.deepEqual([writer.count, writer.failed, writer.invalid, failures], [2, 1, 0, [1]]);
  });

  it('takes a result that the format cannot write for a failure of its record', () => {
    const { writer, output, failures } = new Scene();

    writer.write(recordAt(0), value(1n));

    assert.deepEqual([output.text, writer.failed, failures], ['', 1, [0]]);
  });

  it('returns the failure that ends the run, and leaves its record to be tried again', async () => {
    using space = new Workspace();
    const { checkpoint } = await Checkpoint.open(space.path('ckpt'), FINGERPRINT);
    const { writer, errors, joblog } = new Scene({ onError: 'stop', checkpoint });

    assert.equal(writer.write(recordAt(0), value(0)), undefined);
    const failed = writer.write(recordAt(1), error('one'));

    assert.equal(failed?.position, 1);
    assert.deepEqual([errors.text, parseLines(joblog.text).length, writer.count], ['', 1, 1]);
    writer.writeLastFailure(failed);
    assert.equal(parseLines(errors.text).length, 1);
    await writer.save();
    await checkpoint.close();
    const state = await peekCheckpoint(space.path('ckpt'), FINGERPRINT);
    assert.deepEqual(state?.done, [[0, 1]]);
  });

  it('counts an invalid record as done, and not as failed', () => {
    const { writer, errors, joblog } = new Scene();

    const invalid = { line: 1, text: '{', error: new SyntaxError('no JSON') };
    writer.writeInvalid({ ok: false, position: 0, input: 'in.ndjson', ...invalid });

    assert.deepEqual([writer.count, writer.failed, writer.invalid], [1, 0, 1]);
    assert.equal(parseLines(errors.text).length, 1);
    assert.equal(joblog.text, '');
  });

  it('saves lengths that the files have reached on the disk before', async () => {
    using space = new Workspace();
    const { checkpoint } = await Checkpoint.open(space.path('ckpt'), FINGERPRINT);
    const { writer, output, errors, joblog } = new Scene({ checkpoint });
    writer.write(recordAt(0), value('é'));

    await writer.save();
    await checkpoint.close();

    const state = await peekCheckpoint(space.path('ckpt'), FINGERPRINT);
    assert.deepEqual([state?.output, state?.done, state?.isComplete], [5, [[0, 1]], false]);
    for (const file of [output, errors, joblog]) assert.deepEqual(file.calls, ['sync']);
  });

  it('saves nothing if a file cannot be brought to the disk', async () => {
    using space = new Workspace();
    const { checkpoint } = await Checkpoint.open(space.path('ckpt'), FINGERPRINT);
    const { writer, output } = new Scene({ checkpoint });
    output.failure = new Error('the disk is full');

    await assert.rejects(writer.save(), /the disk is full/);
    await checkpoint.close();

    assert.equal(await peekCheckpoint(space.path('ckpt'), FINGERPRINT), undefined);
  });

  it('closes the output when it is finished, and says in the checkpoint that it is complete', async () => {
    using space = new Workspace();
    const { checkpoint } = await Checkpoint.open(space.path('ckpt'), FINGERPRINT);
    const { writer, output } = new Scene({ checkpoint, outputFormat: 'json' });
    writer.write(recordAt(0), value(1));

    await writer.finish();
    await checkpoint.close();

    assert.equal(output.text, '[\n1\n]\n');
    const state = await peekCheckpoint(space.path('ckpt'), FINGERPRINT);
    assert.equal(state?.isComplete, true);
  });

  it('continues where an earlier run stopped', () => {
    const lengths = { output: 10, errors: 20, joblog: 0 };
    const state: SavedState = {
      ...{ done: [[0, 4]], failed: 1, invalid: 1, isComplete: false },
      ...lengths,
      memory: { isEmpty: false },
    };
    const { writer, output } = new Scene({ state, outputFormat: 'json' });

    writer.write(recordAt(4), value(4));

    assert.deepEqual([writer.count, writer.failed, writer.invalid], [5, 1, 1]);
    assert.equal(output.text, ',\n4');
  });

  it('is full when one of its files is', () => {
    const { writer, errors } = new Scene();
    assert.equal(writer.isFull, false);

    errors.isFull = true;

    assert.equal(writer.isFull, true);
  });
});
