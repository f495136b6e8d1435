/** The files of the page, as the build has put them beside the others. */
import { readFileSync } from 'node:fs';
import { ownAsset } from '../core/base/own-files.ts';

export interface PageFile {
  readonly type: string;
  readonly text: string;
}

/** By how a request names them. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/** Reads all of them at once: a request reads nothing. @throws what the system says if one is not there */
export function readPageFiles(): PageFiles {
  const files = [
    ['', 'text/html', 'dashboard-page.html'],
    ['page.css', 'text/css', 'dashboard-page.css'],
    ['page.js', 'text/javascript', 'dashboard-page.js'],
  ] as const;
  return new Map(
    files.map(([name, type, file]) => [name, { type, text: readFileSync(ownAsset(file), 'utf8') }]),
  );
}
