import { anyError, type FaultCase } from '../fault-case.ts';

export const ignoresSigterm: FaultCase = {
  title: 'the pool is ended while the task ignores SIGTERM',
  notFor: { threads: 'threads get no signals' },
  instead: 'end while it runs',
  judge: anyError,
};

export async function task(): Promise<never> {
  process.on('SIGTERM', () => {});
  return await new Promise(() => {});
}
