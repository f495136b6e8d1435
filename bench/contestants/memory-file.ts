/** No pool at all: a buffer is written to a file in memory, read back into memory that is in use, and looked at here. */
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import type { Contestant, Crew } from '../contestant.ts';
import { type TaskName, taskNamed } from '../task-named.ts';

export const memoryFile: Contestant = {
  name: 'memory-file',
  kind: 'plain',
  side: 'raw',
  load: async () => () => crew(),
};

function crew(): Crew {
  let inUse = new Uint8Array(0);
  return {
    async run(task: TaskName, argument: unknown) {
      if (!(argument instanceof Float64Array))
        return (taskNamed(task) as (x: unknown) => unknown)(argument);
      const { buffer, byteOffset, byteLength } = argument;
      if (inUse.length !== byteLength) inUse = new Uint8Array(byteLength).fill(1);
      throughFile(new Uint8Array(buffer, byteOffset, byteLength), inUse);
      const copy = new Float64Array(inUse.buffer);
      return (taskNamed(task) as (x: unknown) => unknown)(copy);
    },
    async [Symbol.asyncDispose]() {},
  };
}

function throughFile(from: Uint8Array, to: Uint8Array): void {
  const name = `/dev/shm/manyhands-bench-${process.pid}`;
  const fd = openSync(name, 'wx+', 0o600);
  try {
    rmSync(name);
    for (let at = 0; at < from.length; ) at += writeSync(fd, from, at, from.length - at, at);
    for (let at = 0; at < to.length; ) at += readSync(fd, to, at, to.length - at, at);
  } finally {
    closeSync(fd);
  }
}
