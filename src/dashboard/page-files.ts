/** The files of the page, as the build has put them beside the others. */
import { readFileSync } from 'node:fs';
import { ownAsset } from '../core/base/own-files.ts';

export interface PageFile {
  readonly type: string;
  readonly text: string;
}

/** By how a request names them: these and no others are ever read. */
const FILES: Readonly<Record<string, readonly [type: string, file: string]>> = {
  '': ['text/html', 'dashboard-page.html'],
  'page.css': ['text/css', 'dashboard-page.css'],
  'page.js': ['text/javascript', 'dashboard-page.js'],
};

export function pageFile(name: string): PageFile | undefined {
  if (!Object.hasOwn(FILES, name)) return undefined;
  const [type = '', file = ''] = FILES[name] ?? [];
  return { type, text: readFileSync(ownAsset(file), 'utf8') };
}
