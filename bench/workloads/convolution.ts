/** One filter over one big image: the "numerical computation" of Ray's and MPIRE's benchmark. */

export interface Filtering {
  readonly image: Float64Array;
  readonly filter: readonly number[];
}

/** The strongest response of the filter anywhere in the image. */
export function convolve({ image, filter }: Filtering): number {
  const [f0 = 0, f1 = 0, f2 = 0, f3 = 0] = filter;
  let strongest = Number.NEGATIVE_INFINITY;
  for (let i = 3; i < image.length; i += 1) {
    const response =
      f0 * (image[i - 3] as number) + // in range, as are the next three
      f1 * (image[i - 2] as number) +
      f2 * (image[i - 1] as number) +
      f3 * (image[i] as number);
    if (response > strongest) strongest = response;
  }
  return strongest;
}

/** The same image on every machine; in shared memory if threads are to look at it together. */
export function makeImage(megabytes: number, memory: 'shared' | 'own'): Float64Array {
  const bytes = megabytes * 1024 * 1024;
  const image = new Float64Array(
    memory === 'shared' ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes),
  );
  for (let i = 0; i < image.length; i += 1) image[i] = (i * 7919) % 10_007;
  return image;
}

export function makeFilters(count: number): number[][] {
  return Array.from({ length: count }, (_, k) => [1 + k, -2, 3, -(k % 5)]);
}
