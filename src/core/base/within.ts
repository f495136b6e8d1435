import { timerMs } from './timer.ts';

/** Settles as `promise` does; rejects with `late()` if that takes longer than `limitMs`. */
export async function within<T>(
  promise: Promise<T>,
  limitMs: number,
  late: () => Error,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const lateness = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), timerMs(limitMs));
  });
  try {
    return await Promise.race([promise, lateness]);
  } finally {
    clearTimeout(timer);
  }
}
