/** Modules on disk, for functions that are exported. Gone when the program ends. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

let folder: string | undefined;
let count = 0;

/** The URL of a module with this text. */
export function writeModule(text: string): string {
  folder ??= makeFolder();
  const file = join(folder, `module-${(count += 1)}.mjs`);
  writeFileSync(file, text);
  return pathToFileURL(file).href;
}

function makeFolder(): string {
  const path = mkdtempSync(join(tmpdir(), `manyhands-${process.pid}-fuzz-`));
  process.once('exit', () => rmSync(path, { recursive: true, force: true }));
  return path;
}
