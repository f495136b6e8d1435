/** RUNS IN THE WORKER. Joins some results, one after another, by the user's function (`--reduce`). */
import { loadExport } from './probe.ts';

/** What was reduced before, if anything was. */
export interface Reduced {
  readonly value: unknown;
}

export interface ReduceBatch {
  readonly module: string;
  readonly name: string;
  readonly before: Reduced | undefined;
  readonly values: readonly unknown[];
}

export async function reduceBatch({ module, name, before, values }: ReduceBatch): Promise<Reduced> {
  const join = await loadExport(module, name);
  const [first, ...others] = before === undefined ? values : [before.value, ...values];
  let all = first;
  for (const value of others) all = await join(all, value);
  return { value: all };
}
