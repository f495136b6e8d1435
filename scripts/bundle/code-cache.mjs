// Has the files that a program or a worker begins with load the next ones by `code-cache.cjs` (src/core/code-cache/load-compiled.ts),
// with what V8 has compiled of them before. They still require them, as every tool that reads files expects it; then these are loaded.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const LOADER = 'code-cache.cjs';
/** Node reads through all of these for names of exports, so they require the loader. */
const PROGRAMS = ['index.cjs', 'shared.cjs'];
/** These have it at their top: a file more costs each worker half a millisecond. */
const WORKERS = ['process-entry.cjs', 'thread-entry.cjs'];
const REQUIRED = /=\s*require\("\.\/([\w-]+\.cjs)"\)/g;
const LOADS_THE_ENTRY = /Promise\.resolve\(\)\.then\(\(\)=>require\("\.\/thread-entry\.cjs"\)\)/;
const STRICT = /^"use strict";?/;

export function useCodeCache(dist) {
  const build = hashOf(dist);
  const loader = edit(`${dist}/${LOADER}`, (text) => text.replace('BUILD_OF_ALL_FILES', build));
  const inPlace = `(exports=>{${loader.replace(STRICT, '')}\nreturn exports})({})`;
  for (const file of PROGRAMS) begin(`${dist}/${file}`, `require("./${LOADER}")`);
  for (const file of WORKERS) begin(`${dist}/${file}`, inPlace);
  joinThreadFiles(`${dist}/thread-start.cjs`, `${dist}/thread-entry.cjs`);
}

/** The first file says whether the second is wanted, which is as well in one. */
function joinThreadFiles(start, entry) {
  const rest = readFileSync(entry, 'utf8').replace(STRICT, '');
  edit(start, (text) => {
    const first = text.replace(STRICT, '').replace(LOADS_THE_ENTRY, '');
    if (first.includes('thread-entry')) throw new Error(`${start} begins otherwise than before`);
    return `"use strict";\n{${first}}\n${rest}`;
  });
  rmSync(entry);
}

function begin(path, loader) {
  edit(path, (text) => {
    const names = JSON.stringify(Array.from(text.matchAll(REQUIRED), ([, name]) => name));
    const first = `${loader}.loadCompiled(module,require,${names})`;
    return text.replace(STRICT, () => `"use strict";\n${first}\n`);
  });
}

function edit(path, change) {
  const text = readFileSync(path, 'utf8');
  const changed = change(text);
  if (changed === text) throw new Error(`${path} is not what it was`);
  writeFileSync(path, changed);
  return changed;
}

function hashOf(dist) {
  const hash = createHash('sha256');
  for (const name of readdirSync(dist)
    .filter((file) => file.endsWith('.cjs'))
    .sort())
    hash.update(readFileSync(`${dist}/${name}`));
  return hash.digest('hex').slice(0, 16);
}
