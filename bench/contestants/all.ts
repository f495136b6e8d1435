/** Who can take part. Importing a contestant imports no library: `load` does, in its own process. */
import type { Contestant } from '../contestant.ts';
import { comlink } from './comlink.ts';
import { cpython, cpythonInitializer, cpythonManager, cpythonSpawn } from './cpython.ts';
import { jestWorkerProcesses, jestWorkerThreads } from './jest-worker.ts';
import { memoryFile } from './memory-file.ts';
import {
  otherProcesses,
  otherThreads,
  oursProcesses,
  oursProcessesUncached,
  oursRead,
  oursSocket,
  oursThreads,
  oursThreadsMaps,
  oursThreadsUncached,
} from './ours.ts';
import { piscina, piscinaConcurrent } from './piscina.ts';
import { plainLoop } from './plain-loop.ts';
import { poolifierCluster, poolifierThreads } from './poolifier.ts';
import { rawFork } from './raw-fork.ts';
import { rawWorker } from './raw-worker.ts';
import { threadsJs } from './threads-js.ts';
import { tinypoolProcesses, tinypoolThreads } from './tinypool.ts';
import { workerpoolProcesses, workerpoolThreads } from './workerpool.ts';

export const CONTESTANTS: readonly Contestant[] = [
  oursProcesses,
  oursThreads,
  otherProcesses,
  otherThreads,
  oursThreadsMaps,
  oursRead,
  oursSocket,
  oursProcessesUncached,
  oursThreadsUncached,
  memoryFile,
  rawFork,
  rawWorker,
  piscina,
  piscinaConcurrent,
  tinypoolThreads,
  tinypoolProcesses,
  workerpoolThreads,
  workerpoolProcesses,
  poolifierThreads,
  poolifierCluster,
  jestWorkerThreads,
  jestWorkerProcesses,
  comlink,
  threadsJs,
  cpython,
  cpythonSpawn,
  cpythonInitializer,
  cpythonManager,
  plainLoop,
];

export const OURS: readonly string[] = namesOf('ours');
export const PEERS: readonly string[] = namesOf('peer');
/** For one call at a time: there, the second piscina's setting makes no difference. */
export const PEERS_ONE_BY_ONE: readonly string[] = PEERS.filter(
  (name) => name !== piscinaConcurrent.name,
);

export function contestantNamed(name: string): Contestant {
  const found = CONTESTANTS.find((contestant) => contestant.name === name);
  if (found === undefined) throw new Error(`there is no contestant '${name}'`);
  return found;
}

function namesOf(side: Contestant['side']): string[] {
  return CONTESTANTS.filter((each) => each.side === side).map((each) => each.name);
}
