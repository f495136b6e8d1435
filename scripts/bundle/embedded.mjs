// The edition for bundles of others: `dist/embedded/`, which bundlers take by the condition `module`.
//
//    library.js            the texts of our files, compressed in one string, and what opens them (src/core/embedded/library.ts)
//    index.js, shared.js   what `import` gives there: the names, taken out of the library
//    core.js, pool.js …    the same for files outside of the library (the cluster, the bar), which require `#own/core`
//
// The texts are those of `dist`, minified: nobody reads them in a bundle, and stacks are cut above them.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { minify } from 'rolldown/utils';
import { minify as inLines } from 'terser';
import { EMBEDDED, LATE_PACKAGES, NAMED, WORKERS } from './entries.mjs';

/** Of the package itself: what of it is in the library. The rest needs packages of others, or no worker. */
const ENTRIES = ['index', 'shared'];
/** Of `TASKS` what workers of the library's own entries run. */
const OWN_TASKS = ['actor-host'];
/** What is loaded by its name, or is where something begins; the rest of the library is what they require. */
const ROOTS = [...ENTRIES, ...OWN_TASKS, ...Object.keys({ ...WORKERS, ...EMBEDDED, ...NAMED })];
/** Names of classes are those of errors. */
const NAMES = { function: false, class: true };
const SHORTEST = {
  compress: { target: 'es2022', keepNames: NAMES },
  mangle: { toplevel: true, keepNames: NAMES },
};
/** Node shows the line in which an error was made. */
const LINES = { compress: false, mangle: false, format: { max_line_len: 120 } };
const OWN = /\brequire\("\.\/([\w.-]+\.cjs)"\)/g;
const BUILTIN = /\brequire\("(node:[\w/]+)"\)/g;

export async function writeEmbedded(root, output) {
  const dist = join(root, 'dist');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const texts = new Map(
    readdirSync(dist)
      .filter((name) => name.endsWith('.cjs') && !name.includes('.d.'))
      .map((name) => [name, readFileSync(`${dist}/${name}`, 'utf8')]),
  );
  const names = reached(texts);
  const required = new Set(ENTRIES);
  for (const [name, text] of texts) {
    if (!names.has(name)) writeFileSync(`${dist}/${name}`, outside(text, names, required));
  }
  mkdirSync(`${dist}/embedded`);
  const write = (name, text) => writeFileSync(`${dist}/embedded/${name}.js`, text);
  write('library', opener(await packed(texts, names), `/manyhands@${version}/`));
  rmSync(`${dist}/library.cjs`); // nobody else can run it
  for (const name of required) write(name, exportsOf(name, output));
}

/** All that the roots require, themselves included. */
function reached(texts) {
  const names = new Set(ROOTS.map((name) => `${name}.cjs`));
  for (const name of names) {
    for (const [, other] of texts.get(name).matchAll(OWN)) names.add(other);
  }
  return names;
}

/**
 * Of a file that bundlers take in as it is: it requires what is in the library as `#own/…`, which is the file itself for
 * Node. esbuild has no `require` for Node's own modules in ES modules.
 */
function outside(text, names, required) {
  return text
    .replaceAll(OWN, (whole, file) => {
      if (!names.has(file)) return whole;
      const name = file.slice(0, -'.cjs'.length);
      required.add(name);
      return `require("#own/${name}")`;
    })
    .replaceAll(BUILTIN, 'process.getBuiltinModule("$1")');
}

async function packed(texts, names) {
  const files = {};
  for (const name of [...names].sort((a, b) => (a < b ? -1 : 1))) {
    const { code: short, errors } = await minify(name, texts.get(name), SHORTEST);
    if (errors.length > 0) throw new Error(`${name}: ${errors[0].message}`);
    files[name] = (await inLines(short, LINES)).code;
  }
  const json = JSON.stringify(files);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 };
  return brotliCompressSync(json, { params });
}

/**
 * Four bytes as five digits of base 85, from '#' on: a sixteenth less than base64. The backslash is left out, as it would need another in a
 * string; 'x' stands for it.
 */
function asDigits(bytes) {
  const whole = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  let text = '';
  for (let at = 0; at < whole.length; at += 4) {
    const word = whole.readUInt32BE(at);
    for (let power = 85 ** 4; power >= 1; power /= 85)
      text += String.fromCharCode(35 + (Math.floor(word / power) % 85));
  }
  return text.replaceAll('\\', 'x');
}

/** See `src/core/embedded/library.ts`, whose UNPACK takes apart again what is put together here. */
function opener(bytes, folder) {
  const packages = Object.keys(LATE_PACKAGES);
  const imports = packages.map((name, at) => `import text${at} from '../${name}.cjs';\n`).join('');
  const others = packages
    .map((name, at) => `'${name}.cjs': \`module.exports=\${JSON.stringify(text${at})}\``)
    .join(', ');
  return `// The texts of the files beside this folder, minified, for bundles of others: docs/decisions/bundle.md has why.
${imports}
if (typeof process !== 'object' || typeof process.getBuiltinModule !== 'function')
  throw new Error('manyhands starts processes and threads: it needs Node.js 20.19 or later, and no browser has them');
const builtin = (name) => process.getBuiltinModule(name);
if (builtin('node:v8').startupSnapshot?.isBuildingSnapshot())
  throw new Error('manyhands cannot be a part of a start-up snapshot: require it in the main function of the snapshot');
const { fileURLToPath, pathToFileURL } = builtin('node:url');
const HREF = pathToFileURL(${JSON.stringify(folder)}).href;
const FOLDER = fileURLToPath(HREF);
export const load = (name) => library.require(name);
function open() {
  const { Buffer } = builtin('node:buffer');
  const words = Buffer.alloc((PACKED.length / 5) * 4);
  for (let at = 0; at < PACKED.length; at += 5) {
    let word = 0;
    for (let i = at; i < at + 5; i += 1) {
      const unit = PACKED.charCodeAt(i);
      word = word * 85 + (unit === 120 ? 92 : unit) - 35;
    }
    words.writeUInt32BE(word, (at / 5) * 4);
  }
  const ours = words.subarray(0, ${bytes.length});
  const others = { ${others} };
  const files = { ...JSON.parse(builtin('node:zlib').brotliDecompressSync(ours)), ...others };
  const length = Buffer.alloc(4);
  length.writeUInt32LE(ours.length);
  const packed = Buffer.concat([length, ours, Buffer.from(JSON.stringify(others))]);
  const { Module } = builtin('node:module');
  const module = new Module(\`\${FOLDER}library.cjs\`);
  module._compile(files['library.cjs'], module.id);
  return module.exports.open(files, packed, FOLDER);
}
const PACKED =
  "${asDigits(bytes)}";
const library = globalThis[Symbol.for(HREF)] ?? open();
`;
}

function exportsOf(name, output) {
  const { exports } = output.find(({ fileName }) => fileName === `${name}.cjs`);
  return `import { load } from './library.js';\nexport const { ${exports.join(', ')} } = load('./${name}.cjs');\n`;
}
