// `npm run build`: makes `dist/`, all that is published, of `src/` and of the declarations that the compiler has
// put into `build/src/`. docs/decisions/bundle.md says why it looks like this.
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { chunkFileName, fileNames, isLateIn } from './bundle/chunks.mjs';
import { useCodeCache } from './bundle/code-cache.mjs';
import { toCommonJs, withRequire } from './bundle/common-js.mjs';
import { publishDeclarations } from './bundle/declarations.mjs';
import { writeEmbedded } from './bundle/embedded.mjs';
import {
  COMMAND,
  EMBEDDED,
  LATE_PACKAGES,
  LOADER,
  NAMED,
  PUBLIC,
  TASKS,
  WORKERS,
} from './bundle/entries.mjs';
import { writeNotices } from './bundle/notices.mjs';
import { buildPage } from './bundle/page.mjs';
import {
  asText,
  isForeign,
  isOnTheRoad,
  lines,
  short,
  smaller,
  withoutBlanks,
} from './bundle/smaller.mjs';
import { writeWrappers } from './bundle/wrappers.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');
const DIST = `${ROOT}/dist`;
/** rolldown puts the path of each module before its text. */
const MODULE = /^\/\/ (src\/.*\.ts|node_modules\/.*)$/gm;
/** Which modules are in which file: for the tests, nobody else can see it any more. @type {Record<string, string[]>} */
const modules = {};

const bundle = await rolldown({
  cwd: ROOT,
  input: {
    ...PUBLIC,
    ...COMMAND,
    ...WORKERS,
    ...EMBEDDED,
    ...TASKS,
    ...NAMED,
    ...LATE_PACKAGES,
    ...LOADER,
  },
  platform: 'node',
  external: [/^node:/, /^@nats-io\//, /^@opentelemetry\//],
  transform: { target: 'node20.19' },
  preserveEntrySignatures: 'allow-extension',
  treeshake: { moduleSideEffects: () => true }, // what `package.json` says is meant for others
  plugins: [
    {
      name: 'smaller',
      transform: (code, id) => (isForeign(id) ? smaller(id, code) : null),
    },
  ],
});
rmSync(DIST, { recursive: true, force: true });
const { output } = await bundle.write({
  dir: DIST,
  format: 'esm',
  minify: false,
  minifyInternalExports: false,
  comments: { legal: true, annotation: false, jsdoc: false },
  entryFileNames: ({ name }) => (name in COMMAND ? '[name].js' : '[name].cjs'),
  chunkFileNames: chunkFileName,
  codeSplitting: {
    groups: [{ debugName: 'files', name: fileNames(ROOT) }],
    includeDependenciesRecursively: false,
  },
  plugins: [
    {
      name: 'common-js',
      renderChunk: async (code, { fileName, moduleIds }) => {
        modules[fileName] = Array.from(code.matchAll(MODULE), ([, path]) => path);
        const isCommonJs = fileName.endsWith('.cjs');
        const text = isCommonJs ? toCommonJs(code, isLateIn(fileName)) : withRequire(code);
        if (fileName.slice(0, -'.cjs'.length) in LATE_PACKAGES) return await asText(fileName, text);
        if (isOnTheRoad(fileName)) return await lines(text);
        return await (moduleIds.every(isForeign) ? withoutBlanks : short)(fileName, text);
      },
    },
  ],
});

await buildPage(`${ROOT}/src/dashboard/page`, DIST);
writeWrappers(DIST, output, Object.keys(PUBLIC));
await writeEmbedded(ROOT, output);
useCodeCache(DIST);
publishDeclarations(`${ROOT}/build/src`, DIST, PUBLIC);
writeNotices(ROOT, output);
writeFileSync(`${ROOT}/build/modules.json`, JSON.stringify(modules));
