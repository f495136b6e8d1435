// `npm run build`: makes `dist/`, all that is published, of `src/` and of the declarations that the compiler has
// put into `build/src/`. docs/decisions/bundle.md says why it looks like this.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { chunkFileName, fileNames, isLateIn } from './bundle/chunks.mjs';
import { toCommonJs, withRequire } from './bundle/common-js.mjs';
import { publishDeclarations } from './bundle/declarations.mjs';
import { COMMAND, LATE_PACKAGES, NAMED, PUBLIC, TASKS, WORKERS } from './bundle/entries.mjs';
import { writeNotices } from './bundle/notices.mjs';
import { isForeign, smaller, withoutBlanks } from './bundle/foreign.mjs';
import { writeWrappers } from './bundle/wrappers.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');
const DIST = `${ROOT}/dist`;

const bundle = await rolldown({
  cwd: ROOT,
  input: { ...PUBLIC, ...COMMAND, ...WORKERS, ...TASKS, ...NAMED, ...LATE_PACKAGES },
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
        if (!fileName.endsWith('.cjs')) return withRequire(code);
        const text = toCommonJs(code, isLateIn(fileName));
        return moduleIds.every(isForeign) ? await withoutBlanks(fileName, text) : text;
      },
    },
  ],
});

writeWrappers(DIST, output, Object.keys(PUBLIC));
publishDeclarations(`${ROOT}/build/src`, DIST, PUBLIC);
writeNotices(ROOT, output);
