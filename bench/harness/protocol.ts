/**
 * What passes between the harness and the program it starts for one run:
 *
 *    program ── one line: MARK and JSON ──► harness reads the memory of the whole process tree,
 *    program ◄── end of standard input ──── while all workers are still there
 *
 * `bench/python/main.py` speaks the same.
 */
export const MARK = '@bench ';

export type Report =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: string };
