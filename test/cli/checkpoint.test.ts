/** What is read of a checkpoint that a crash has cut off anywhere, or that something has damaged. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Checkpoint, peekCheckpoint, type SavedState } from '#dist/cli/checkpoint.js';
import { Workspace } from './command.ts';

/** A letter of two bytes: a cut may go through it. */
const FINGERPRINT = { input: 'in.ndjson as ndjson, é' };

function stateOf(count: number): SavedState {
  const lengths = { output: count * 10, errors: 0, joblog: 0 };
  const memory = { isEmpty: false };
  return { done: [[0, count]], failed: 0, invalid: 0, ...lengths, memory, isComplete: false };
}

/** The bytes of a checkpoint with two states, and where its three lines end. */
async function twoStates(space: Workspace): Promise<{ bytes: Buffer; ends: readonly number[] }> {
  const path = space.path('whole');
  const { checkpoint } = await Checkpoint.open(path, FINGERPRINT);
  await checkpoint.save(stateOf(1));
  await checkpoint.save(stateOf(2));
  await checkpoint.close();
  const bytes = readFileSync(path);
  const ends = [...bytes.entries()].flatMap(([at, byte]) => (byte === 10 ? [at + 1] : []));
  assert.equal(ends.length, 3);
  return { bytes, ends };
}

describe('a checkpoint', () => {
  it('cut off after any of its bytes has the last state that is whole', async () => {
    using space = new Workspace();
    const { bytes, ends } = await twoStates(space);
    const path = space.path('cut');
    for (let length = 0; length <= bytes.length; length += 1) {
      writeFileSync(path, bytes.subarray(0, length));

      const state = await peekCheckpoint(path, FINGERPRINT);

      const whole = ends.filter((end) => end <= length).length - 1;
      assert.deepEqual(state, whole < 1 ? undefined : stateOf(whole), `${length} bytes`);
    }
  });

  it('cut off after any of its bytes goes on with a new state behind what is whole', async () => {
    using space = new Workspace();
    const { bytes } = await twoStates(space);
    const path = space.path('cut');
    for (let length = 0; length <= bytes.length; length += 7) {
      writeFileSync(path, bytes.subarray(0, length));

      const { checkpoint } = await Checkpoint.open(path, FINGERPRINT);
      await checkpoint.save(stateOf(3));
      await checkpoint.close();

      assert.deepEqual(await peekCheckpoint(path, FINGERPRINT), stateOf(3), `${length} bytes`);
    }
  });

  it('with any byte of its last state changed has the state before', async () => {
    using space = new Workspace();
    const { bytes, ends } = await twoStates(space);
    const path = space.path('damaged');
    for (let at = ends[1] ?? 0; at < bytes.length; at += 1) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      writeFileSync(path, damaged);

      assert.deepEqual(await peekCheckpoint(path, FINGERPRINT), stateOf(1), `byte ${at}`);
    }
  });

  it('with any byte of its first line changed is refused, and never begun anew', async () => {
    using space = new Workspace();
    const { bytes, ends } = await twoStates(space);
    const path = space.path('damaged');
    for (let at = 0; at < (ends[0] ?? 0) - 1; at += 1) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      writeFileSync(path, damaged);

      await assert.rejects(Checkpoint.open(path, FINGERPRINT), { name: 'UsageError' });
      assert.deepEqual(readFileSync(path), damaged);
    }
  });
});
