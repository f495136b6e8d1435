/**
 * Makes stack traces of rebuilt functions point at the file the user wrote.
 *
 * A rebuilt function is compiled at the line and column it has in the caller's script. If
 * that script was itself made from another file (TypeScript, a bundle) and this program has source
 * maps enabled, only this program knows the map: the worker has never loaded the script. Such
 * functions get a mark on their URL, and stacks that come back are mapped here.
 *
 * The mark is needed, because frames without it may have been mapped by the worker already.
 */
import { findSourceMap } from 'node:module';

const MARK = '#captured';

/** The URL to compile a function under: marked if its positions need mapping on the way back. */
export function markUrl(url: string): string {
  if (url.endsWith(MARK) || !url.startsWith('file:')) return url;
  return findSourceMap(url) === undefined ? url : url + MARK;
}

/** The URL as the user knows it. */
export function unmarkUrl(url: string): string {
  return url.endsWith(MARK) ? url.slice(0, -MARK.length) : url;
}

/** Maps those frames of a worker's stack that only this process can map; leaves the others alone. */
export function remapStack(stack: string): string {
  if (!stack.includes(MARK)) return stack;
  return stack.replace(MARKED_FRAME, (frame, url: string, line: string, column: string) => {
    // In a pool inside a worker the map is further up: leave the mark for whoever has it.
    return remapPlace(url, Number(line), Number(column)) ?? frame;
  });
}

/** "file:///app/jobs.ts:39:12" for a place in a script made from jobs.ts; counted from 1. */
export function remapPlace(url: string, line: number, column: number): string | undefined {
  const entry = findSourceMap(url)?.findEntry(line - 1, column - 1);
  if (entry === undefined || !('originalSource' in entry)) return undefined;
  return `${resolveSource(entry.originalSource, url)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
}

const MARKED_FRAME = /(file:\/\/[^\s()]*)#captured:(\d+):(\d+)/g;

function resolveSource(source: string, url: string): string {
  return URL.canParse(source, url) ? new URL(source, url).href : source;
}
