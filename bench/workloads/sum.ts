/** Reads every element once: what a task at least does with a large array. */
export function sumAll(numbers: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i += 1) sum += numbers[i] as number; // in range
  return sum;
}
