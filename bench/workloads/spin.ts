/** Keeps a core busy for that long by the clock, so that a task lasts the same on any machine. */
export function spin(ms: number): number {
  const end = performance.now() + ms;
  while (performance.now() < end);
  return ms;
}
