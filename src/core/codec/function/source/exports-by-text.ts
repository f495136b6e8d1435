/** Finds which export of which module a function is, by the texts of files alone. */
import { isOwnPlace } from '../../../base/own-files.ts';
import { isEntry } from '../entry.ts';
import type { ReferenceNode } from '../function-body.ts';
import { hashText } from '../text-hash.ts';
import { readDeclaration } from './exported-declaration.ts';
import { readSourceFile, type SourceFile } from './source-file.ts';
import { readStaticImports } from './static-imports.ts';

export interface Export {
  readonly file: SourceFile;
  readonly offset: number;
  readonly name: string;
  readonly localName: string;
  readonly reference: ReferenceNode;
}

/** The export of that module which is declared with this text. */
export function findExport(url: string, text: string): Export | undefined {
  const file = isEntry(url) ? undefined : readSourceFile(url);
  const offset = file?.onlyPlaceOf(text);
  if (file === undefined || offset === undefined || !file.isModule) return undefined;
  const declared = readDeclaration(file.lineBefore(offset), text);
  if (declared === undefined) return undefined;
  const reference: ReferenceNode = {
    kind: 'reference',
    module: url,
    path: [declared.name],
    commonJs: false,
    textLength: text.length,
    textHash: hashText(text),
  };
  return { ...declared, file, offset, reference };
}

const VARIABLE = /([\w$]+)(?:\.([\w$]+))?\s*[,)]/y;

/** What stands at `offset` is the name of an import, and of nothing else: so it is that export, whatever is in it. */
export function findImported(
  file: SourceFile,
  offset: number,
  text: string,
): ReferenceNode | undefined {
  VARIABLE.lastIndex = offset;
  const [, local = '', member] = (file.isModule ? VARIABLE.exec(file.text) : null) ?? [];
  const statement = readStaticImports(file).find(({ names }) => names.has(local));
  if (statement === undefined) return undefined;
  const { url, names, start, end } = statement;
  const imported = names.get(local);
  if ((imported === '*') !== (member !== undefined)) return undefined;
  const name = member ?? imported;
  if (file.mayDeclare(local, [start, end], [offset, offset + local.length])) return undefined;
  const found = findExport(url, text);
  return found?.name === name ? found?.reference : undefined;
}

/** How many files are read in the search for a text. */
const FILES = 16;

/** The file that has this text: one of `starts` (`readSourceFile`), or of those which they import, and which these import. */
export function findFileWith(text: string, starts: Iterable<string>): SourceFile | undefined {
  const names = new Set(starts);
  let left = FILES;
  for (const name of names) {
    if (isOwnPlace(name)) continue;
    const one = readSourceFile(name);
    if (one?.text.includes(text) === true) return one;
    if (one !== undefined) for (const next of readStaticImports(one)) names.add(next.url);
    left -= 1;
    if (left === 0) return undefined;
  }
  return undefined;
}
