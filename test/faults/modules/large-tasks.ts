let bytesOfWorker: Uint8Array = new Uint8Array(0);

/** An initializer. */
export function keep(bytes: Uint8Array): void {
  bytesOfWorker = bytes;
}

export function kept(at: number): number {
  return bytesOfWorker[at] ?? 0;
}

export function first(bytes: Uint8Array): number {
  return bytes[0] ?? 0;
}

export function echo(bytes: Uint8Array): Uint8Array {
  return bytes;
}

export function make(length: number): Uint8Array {
  return new Uint8Array(length).fill(1);
}

export async function wait(bytes: Uint8Array): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 60_000));
  return bytes.length;
}

/** What it was, and what it is now. */
export function change(bytes: Uint8Array, by: number): readonly [sum: number, changed: Uint8Array] {
  const sum = bytes.reduce((all, byte) => all + byte, 0);
  for (let i = 0; i < bytes.length; i += 97) bytes[i] = (bytes[i] ?? 0) + by;
  return [sum, bytes];
}

/** Its worker dies with it in hand. */
export function die(bytes: Uint8Array): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error(`${bytes.length} bytes, and alive`);
}
