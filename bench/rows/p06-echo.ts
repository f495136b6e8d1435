import { check } from '../check.ts';
import { rehearsed } from '../clock.ts';
import { warmUp } from '../contestant.ts';
import { OURS, PEERS } from '../contestants/all.ts';
import { defineRow } from '../row.ts';

const MIB = 1024 * 1024;

export const echo = defineRow({
  id: 'P6a',
  title: 'echo of 1 MiB buffers',
  unit: 'MiB/s',
  better: 'higher',
  contestants: [...OURS, 'raw-fork', 'raw-worker', ...PEERS, 'cpython'],
  sizes: { buffers: 200, workers: 2, rehearsals: 1 },
  tiny: { buffers: 2, workers: 2, rehearsals: 1 },
  // Slow, and far behind where a target is measured against them: a quarter of it tells as much.
  sizesFor: {
    'raw-fork': { buffers: 50 },
    'tinypool-processes': { buffers: 50 },
    'poolifier-cluster': { buffers: 50 },
    cpython: { buffers: 50 },
  },
  targets: [
    { kind: 'processes', against: 'best peer', limit: 2 },
    { kind: 'processes', against: 'cpython', limit: 1 },
    { kind: 'threads', against: 'best peer', limit: 1 },
  ],
  async run({ open, sizes }) {
    const crew = await open({ workers: sizes.workers, binary: true });
    await warmUp(crew);
    const buffers = Array.from({ length: sizes.buffers }, (_, i) => new Uint8Array(MIB).fill(i));
    const [echoes, ms, faults] = await rehearsed(sizes.rehearsals, () =>
      Promise.all(buffers.map((each) => crew.run('echo', each))),
    );
    check(
      echoes.every(
        (echoed, i) => Buffer.compare(echoed as Uint8Array, buffers[i] as Uint8Array) === 0,
      ),
      'bytes',
    );
    return { value: (sizes.buffers / ms) * 1_000, faults };
  },
});

export const transfer = defineRow({
  id: 'P6b',
  title: '1 MiB buffers, moved to a thread instead of copied',
  unit: 'MiB/s',
  better: 'higher',
  contestants: ['manyhands-threads', 'raw-worker', 'piscina', 'poolifier-threads'],
  sizes: { buffers: 500, workers: 2, rehearsals: 2 },
  tiny: { buffers: 2, workers: 2, rehearsals: 1 },
  targets: [{ kind: 'threads', against: 'best peer', limit: 1 }],
  note: 'The buffers are made before the clock starts: their memory costs more than moving them. Checked: the sender no longer has the bytes.',
  async run({ open, sizes }) {
    const crew = await open({ workers: sizes.workers, binary: true });
    await warmUp(crew);
    let buffers: ArrayBuffer[] = [];
    const [lengths, ms, faults] = await rehearsed(
      sizes.rehearsals,
      () => Promise.all(buffers.map((buffer) => crew.run('byteLength', buffer, [buffer]))),
      () => {
        buffers = Array.from({ length: sizes.buffers }, () => new ArrayBuffer(MIB));
      },
    );
    check(
      lengths.every((length) => length === MIB),
      'length',
    );
    check(
      buffers.every((buffer) => buffer.byteLength === 0),
      'the sender still has the bytes',
    );
    return { value: (sizes.buffers / ms) * 1_000, faults };
  },
});
