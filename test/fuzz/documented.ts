/** Where the pool differs from its oracle because the docs say so. */
import type { Divergence } from './divergence.ts';

interface Documented {
  readonly where: string;
  readonly covers: (divergence: Divergence) => boolean;
}

const isCapture = ({ domain, way }: Divergence): boolean =>
  domain === 'values' && way === 'captured variable';

export const DOCUMENTED: readonly Documented[] = [
  {
    where: 'docs/functions.md, "What cannot be sent": captured variables',
    covers: (divergence) =>
      isCapture(divergence) &&
      /unique symbol cannot have a twin|has private fields|WeakMap or WeakSet|a WeakRef|a Promise|a Proxy|a generator|an iterator|Iterator/.test(
        divergence.detail,
      ),
  },
];

export function isDocumented(divergence: Divergence): boolean {
  return DOCUMENTED.some(({ covers }) => covers(divergence));
}
