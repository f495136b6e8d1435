/** Files that import each other in a circle, types included. */
import { relativeImportsOf, type SourceFile } from './rules.ts';

/** Each circle once, as the files on it in order; none is what is wanted. */
export function circlesIn(files: readonly SourceFile[]): string[][] {
  const imports = new Map(files.map((file) => [file.path, relativeImportsOf(file)]));
  const circles: string[][] = [];
  const done = new Set<string>();

  const visit = (path: string, way: readonly string[]): void => {
    const at = way.indexOf(path);
    if (at !== -1) circles.push(way.slice(at));
    if (at !== -1 || done.has(path)) return;
    for (const target of imports.get(path) ?? []) visit(target, [...way, path]);
    done.add(path);
  };

  for (const { path } of files) visit(path, []);
  return circles;
}
