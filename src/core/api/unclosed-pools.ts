/** Pools that nobody holds any more and nobody has closed: their workers end, and their owner is told. */
import type { Backend } from '../schedule/backend.ts';

interface Unclosed {
  readonly backend: Backend;
  readonly name: string;
}

export const UNCLOSED: FinalizationRegistry<Unclosed> = new FinalizationRegistry((unclosed) => {
  if (unclosed.backend.state === 'terminated') return; // it has ended by itself
  process.emitWarning(
    `unclosed running pool '${unclosed.name}': call close() or terminate(), or declare it with 'await using'`,
    'ResourceWarning',
  );
  unclosed.backend.close();
});
