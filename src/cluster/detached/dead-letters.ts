/**
 * Chunks of a detached job that were given to hosts as often as may be, and that none has finished: they stay in
 * the queue, for whoever reads the results (as errors), and can be given out again before.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Engine, Poison } from '../engine/engine.ts';
import type { ChunkMetadata } from '../messages/metadata.ts';
import type { Signer } from '../signing/signer.ts';
import { judgePoison } from '../submit/poisoned-chunk.ts';
import { resendKept } from './resend-kept.ts';

interface Access {
  readonly engine: Engine;
  readonly signer: Signer;
}

export interface DeadLetter {
  readonly poison: Poison;
  readonly metadata: ChunkMetadata;
}

/** Only those of which a host has signed that it was the last to have it. */
export async function findDeadLetters(access: Access, job: string): Promise<DeadLetter[]> {
  const letters = new Map<number, DeadLetter>();
  const judging: Promise<void>[] = [];
  const listening = await access.engine.chunks.onPoison(job, (poison) => {
    const judge = async (): Promise<void> => {
      const verdict = await judgePoison(poison, access);
      const { kind } = verdict;
      if (kind === 'poison') letters.set(poison.index, { poison, metadata: verdict.metadata });
    };
    judging.push(judge());
  });
  try {
    // The engine does not say when it has told all: it has when nothing has come for a while.
    for (let before = -1; before < judging.length; ) {
      before = judging.length;
      await delay(QUIET_MS);
    }
    await Promise.all(judging);
  } finally {
    await listening[Symbol.asyncDispose]();
  }
  return [...letters.values()];
}

/** Settles with how many there were when all are in the queue again. */
export async function retryDeadLetters(access: Access, job: string): Promise<number> {
  const letters = await findDeadLetters(access, job);
  for (const { poison, metadata } of letters) await resendKept(poison, metadata, access);
  return letters.length;
}

const QUIET_MS = 500;
