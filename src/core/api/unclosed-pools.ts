/** Pools that nobody holds any more and nobody has closed: their workers end, and their owner is told. */
import type { Backend } from '../schedule/backend.ts';

interface Forgotten {
  readonly backend: Backend;
  readonly name: string;
}

export const FORGOTTEN: FinalizationRegistry<Forgotten> = new FinalizationRegistry((forgotten) => {
  process.emitWarning(
    `unclosed running pool '${forgotten.name}': call close() or terminate(), or declare it with 'await using'`,
    'ResourceWarning',
  );
  forgotten.backend.close();
});
