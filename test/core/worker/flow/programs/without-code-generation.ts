/** Runs a chain in a process that may not make code from strings, and prints what came of it. */
import { runFlow } from '#dist/core/worker/flow/run-flow.js';
import { SPEC } from '../../../wire/journeys.js';

function generates(): boolean {
  try {
    // oxlint-disable-next-line no-implied-eval -- to see whether it is allowed
    return new Function('return true')() as boolean;
  } catch {
    return false;
  }
}

const chain = {
  stages: [
    { kind: 'filter', fn: (x: number) => x % 2 === 0 },
    { kind: 'map', fn: (x: number) => x * x },
  ],
  end: { kind: 'list', fns: [] },
};
const chunk = {
  id: 1,
  spec: { ...SPEC, call: 'fold' },
  items: [0, 1, 2, 3, 4],
  attempt: 0,
} as const;
const result = await runFlow(() => chain, chunk, undefined);
console.log(
  JSON.stringify({ generates: generates(), values: result.values, covers: result.covers }),
);
