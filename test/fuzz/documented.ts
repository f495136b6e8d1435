/** Where the pool differs from its oracle because the docs say so. */
import type { Divergence } from './divergence.ts';

interface Documented {
  readonly where: string;
  readonly covers: (divergence: Divergence) => boolean;
}

const isCapture = ({ domain, way }: Divergence): boolean =>
  domain === 'values' && way === 'captured variable';

/** One of the items is made in another way than the rest. */
const isMisfit = (code: string): boolean => /const value = i === \d+ \?/.test(code);

export const DOCUMENTED: readonly Documented[] = [
  {
    where: 'docs/functions.md, "What cannot be sent": captured variables',
    covers: (divergence) =>
      isCapture(divergence) &&
      /unique symbol cannot have a twin|has private fields|WeakMap or WeakSet|a WeakRef|a Promise|a Proxy|an arguments object|a running generator|native code that has no name/.test(
        divergence.detail,
      ),
  },
  {
    where:
      'docs/crossing.md, "A getter in plain data": beside several views of one buffer, and in some of the items',
    covers: ({ domain, way, what, code }) =>
      domain === 'values' &&
      what.startsWith('a number becomes') &&
      /get \w\(\) \{ return n\+\+/.test(code) &&
      (isMisfit(code) || (way.startsWith('result') && /new \w+\(/.test(code))),
  },
  {
    where: 'README: a task may be async, so a promise that it returns is awaited',
    covers: ({ domain, way, detail }) =>
      domain === 'values' && way.startsWith('result') && detail.includes('#<Promise>'),
  },
  {
    where: 'docs/functions.md, "What cannot be sent": an arrow function and what is round it',
    covers: ({ domain, detail }) =>
      domain === 'functions' &&
      /uses '(this|arguments|new\.target)' of the function around it/.test(detail),
  },
];

export function isDocumented(divergence: Divergence): boolean {
  return DOCUMENTED.some(({ covers }) => covers(divergence));
}
