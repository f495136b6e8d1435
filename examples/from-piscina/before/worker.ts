/** The worker file that piscina wants: it exports what workers run. */
import { move, workerData } from 'piscina';
import { type Image, meanOf, shrink } from '../image.ts';

const { width } = workerData as { readonly width: number };

export function thumbnail(image: Image): unknown {
  return move(shrink(image, width)); // piscina's types know nothing of what comes out
}

export function brightness(image: Image): number {
  return meanOf(image);
}
