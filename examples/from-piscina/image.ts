/** The images of both programs, and what is done to them. */

export interface Image {
  readonly width: number;
  /** A byte a pixel. */
  readonly pixels: Uint8Array<ArrayBuffer>;
}

/** Thrown for what is no image. */
export class ImageError extends Error {
  override readonly name = 'ImageError';
  readonly code = 'ERR_NO_IMAGE';
}

const SIDE = 256;

/** The image number `n`; each seventh is cut off. */
export function imageOf(n: number): Image {
  const length = n % 7 === 6 ? SIDE * SIDE - 1 : SIDE * SIDE;
  return { width: SIDE, pixels: Uint8Array.from({ length }, (_, at) => (at * n) % 251) };
}

/** `image`, so many pixels wide: each pixel is the mean of those that it stands for. */
export function shrink({ width, pixels }: Image, to: number): Uint8Array<ArrayBuffer> {
  if (pixels.length % width !== 0)
    throw new ImageError(`${pixels.length} pixels in rows of ${width}`);
  const step = width / to;
  return Uint8Array.from({ length: to * Math.floor(pixels.length / width / step) }, (_, at) => {
    const left = (at % to) * step;
    const top = Math.floor(at / to) * step;
    let sum = 0;
    for (let y = top; y < top + step; y += 1)
      for (let x = left; x < left + step; x += 1) sum += pixels[y * width + x] ?? 0;
    return sum / step ** 2;
  });
}

/** The mean of all pixels. */
export function meanOf({ pixels }: Image): number {
  return pixels.reduce((sum, pixel) => sum + pixel, 0) / pixels.length;
}
