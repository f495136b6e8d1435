import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PlacedRecord } from '#dist/cli/inputs/record.js';
import { PressureGate } from '#dist/cli/pressure-gate.js';
import { numbered, TASKS, Workspace } from './command.ts';

const RECORD: PlacedRecord = { position: 0, input: 'x', line: 1, value: 1, size: 1 };

function scene(limits: { readonly maxLoad?: number; readonly minFreeBytes?: number }) {
  const machine = { load: 1, free: 1e9, isOpen: true };
  const said: string[] = [];
  const source = {
    next: () => (machine.isOpen ? RECORD : undefined),
    get isOpen(): boolean {
      return machine.isOpen;
    },
  };
  const gate = new PressureGate({
    ...limits,
    source,
    say: (text) => void said.push(text),
    load: () => machine.load,
    free: () => machine.free,
    lookEveryMs: 0,
  });
  return { gate, machine, said };
}

describe('A gate for records', () => {
  it('lets them pass without a promise while the machine has room', () => {
    const { gate, said } = scene({ maxLoad: 2, minFreeBytes: 1e6 });

    assert.equal(gate.next(), RECORD);
    assert.deepEqual(said, []);
  });

  it('holds them while the load is too high, or too little memory is free, and says so once', async () => {
    const { gate, machine, said } = scene({ maxLoad: 2, minFreeBytes: 5e8 });
    machine.load = 3.5;

    const held = gate.next();
    const heldToo = gate.next();
    machine.load = 1;
    assert.deepEqual(await Promise.all([held, heldToo]), [RECORD, RECORD]);
    machine.free = 1e8;
    const again = gate.next();
    machine.free = 1e9;

    assert.ok(held instanceof Promise && again instanceof Promise);
    assert.equal(await again, RECORD);
    assert.deepEqual(said, ['waiting: the load is 3.50, --load 2']);
  });

  it('ends with its source', async () => {
    const { gate, machine } = scene({ minFreeBytes: 1e12 });

    const held = gate.next();
    machine.isOpen = false;

    assert.equal(await held, undefined);
  });
});

describe('manyhands map', () => {
  it('waits for memory with --memfree, and Ctrl-C ends the waiting', async () => {
    using space = new Workspace();
    let isInterrupted = false; // once: a second Ctrl-C would find nobody who listens

    const end = await space.start(
      ['map', `${TASKS}#echo`, '--memfree', '900000GB', '-o', 'out.ndjson'],
      {
        stdin: numbered(3),
        onStderr: (text, child) => {
          if (isInterrupted || !/waiting: \d+ MB of memory are free/.test(text)) return;
          isInterrupted = true;
          child.kill('SIGINT');
        },
      },
    );

    assert.equal(end.exitCode, 130);
    assert.match(end.stderr, /0 records are done/);
  });

  it('runs where there is room, and refuses what is no load', async () => {
    using space = new Workspace();

    const end = await space.run(['map', `${TASKS}#echo`, '--memfree', '1MB', '--load', '100000%'], {
      stdin: numbered(3),
    });
    const bad = await space.run(['map', `${TASKS}#echo`, '--load', 'much']);

    assert.deepEqual([end.exitCode, end.stdout], [0, numbered(3)]);
    assert.deepEqual([bad.exitCode, /--load must be a load/.test(bad.stderr)], [2, true]);
  });
});
