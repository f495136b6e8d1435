/**
 * A worker in miniature, as a child process: makes the function of a payload, calls it, answers.
 * Stands in for the pool's own worker, so that the codec is tested without one.
 */
import { deserialize, serialize } from 'node:v8';
import { decodeFunction } from '#dist/core/codec/function/decode-function.js';
import type { FunctionPayload } from '#dist/core/base/payload.js';

export interface Question {
  readonly id: number;
  readonly payload: FunctionPayload;
  readonly args: readonly unknown[];
}

export interface Answer {
  readonly id: number;
  readonly ok: boolean;
  readonly value: unknown;
}

/** A worker makes a function once per id, so that it keeps its state from call to call. */
const functions = new Map<string, Promise<(...args: never[]) => unknown>>();

process.on('message', (bytes: Buffer) => {
  void answer(deserialize(bytes) as Question);
});

async function answer({ id, payload, args }: Question): Promise<void> {
  const { ok, value } = await run(payload, args);
  process.send?.(serialize({ id, ok, value } satisfies Answer));
}

async function run(
  payload: FunctionPayload,
  args: readonly unknown[],
): Promise<Omit<Answer, 'id'>> {
  try {
    let made = functions.get(payload.id);
    if (made === undefined) {
      made = decodeFunction(payload);
      functions.set(payload.id, made);
    }
    const fn = await made;
    return { ok: true, value: await fn(...(args as never[])) };
  } catch (error) {
    if (!(error instanceof Error)) return { ok: false, value: { thrown: error } };
    const { name, message, stack } = error;
    return { ok: false, value: { name, message, stack, code: Reflect.get(error, 'code') } };
  }
}
