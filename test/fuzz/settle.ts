/**
 * Waits for a call to the pool, but not for ever: a call that never settles, or that makes the program
 * throw where nobody can catch it, is a finding like any other.
 */
export type Outcome = { readonly ok: true; readonly value: unknown } | Failure;
export interface Failure {
  readonly ok: false;
  readonly error: unknown;
}

/** Long enough for a machine that is busy with something else. */
const NEVER_MS = Number(process.env.FUZZ_NEVER_MS ?? 30_000);

/** The call does not settle. */
export class NeverSettles extends Error {
  override readonly name: string = 'NeverSettles';
}

/** The program would have ended with this. */
export class Uncaught extends Error {
  override readonly name: string = 'Uncaught';
}

/** What came of `call`; what it throws in the call counts as well. */
export async function settle(call: () => unknown): Promise<Outcome> {
  let fail: (error: Error) => void = () => {};
  const alarm = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const timer = setTimeout(() => fail(new NeverSettles(`not after ${NEVER_MS} ms`)), NEVER_MS);
  const onUncaught = (error: unknown): void => fail(new Uncaught(String(error)));
  process.on('uncaughtException', onUncaught);
  try {
    return { ok: true, value: await Promise.race([alarm, (async () => call())()]) };
  } catch (error) {
    return { ok: false, error };
  } finally {
    clearTimeout(timer);
    process.off('uncaughtException', onUncaught);
  }
}
