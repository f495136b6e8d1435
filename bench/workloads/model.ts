/** Expensive to load, cheap to use: the "expensive initialisation" of Ray's and MPIRE's benchmark. */

export interface Batch {
  readonly weights: number;
  readonly steps: number;
  readonly seed: number;
}

/** Lives as long as the worker. */
let model: Float64Array | undefined;

/** Makes the worker's model unless it has one; usable as a pool's initializer. */
export function loadModel(weights: number): number {
  model ??= makeModel(weights);
  return model.length;
}

export function predict({ weights, steps, seed }: Batch): number {
  model ??= makeModel(weights);
  let sum = 0;
  let at = seed % model.length;
  for (let i = 0; i < steps; i += 1) {
    sum += model[at] as number; // `at` is kept in range
    at = (at + 17) % model.length;
  }
  return sum;
}

/** Drops the model, so that a serial run pays for loading it as a worker does. */
export function unloadModel(): void {
  model = undefined;
}

function makeModel(weights: number): Float64Array {
  const made = new Float64Array(weights);
  let state = 1;
  for (let i = 0; i < weights; i += 1) {
    state = (state * 16_807) % 2_147_483_647;
    made[i] = state % 1_000;
  }
  return made;
}
