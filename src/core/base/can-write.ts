/** Whether this runtime can write values as bytes. Threads do without: `postMessage` copies what cannot be written. */
export function canWrite(): boolean {
  if (process.versions['bun'] === undefined) return true;
  const { DefaultSerializer } = process.getBuiltinModule('node:v8'); // not imported: Node loads it for a millisecond
  try {
    return new DefaultSerializer() instanceof DefaultSerializer; // Bun has the name alone
  } catch {
    return false;
  }
}
