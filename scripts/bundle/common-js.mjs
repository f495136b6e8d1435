// Makes CommonJS of an ES module that rolldown has put together.
//
// Not rolldown's own CommonJS: there each use of an import is a look-up in the other file's exports (`require_shared.x`),
// in the hottest loops too. Here it is a constant. That is allowed because what our modules export is never
// assigned again (the linter's `import/no-mutable-exports`), and because no two files import each other.
import { parseAst } from 'rolldown/parseAst';

const URL_OF_COMMON_JS =
  'const importMetaUrl = require("node:url").pathToFileURL(typeof __filename === "string" ? __filename : "/").href;\n';

/** In code that was compiled before there is no `import()` (src/core/code-cache/). */
const IMPORT_OF_COMMON_JS =
  'const importModule = require.importModule ?? ((specifier) => import(specifier));\n';

/**
 * A whole file. Of the files that `isLate` names it takes nothing but functions, and loads them when one of these is
 * called for the first time.
 */
export function toCommonJs(code, isLate = () => false) {
  const { text, exported } = rewrite(code, () => true, isLate);
  const meta =
    (text.includes('importMetaUrl') ? URL_OF_COMMON_JS : '') +
    (text.includes('importModule(') ? IMPORT_OF_COMMON_JS : '');
  const exports = exported.map(
    ({ local, exported: { name } }) => `exports.${name} = ${local.name};\n`,
  );
  return `'use strict';\n${meta}${text.trim()}\n\n${exports.join('')}`;
}

/** See `code-cache.mjs`. */
const OWN_REQUIRE = `import { createRequire as makeRequire, Module as NodesModule } from "node:module";
const nodesRequire = makeRequire(import.meta.url);
const self = new NodesModule(process.getBuiltinModule("node:url").fileURLToPath(import.meta.url));
const require = nodesRequire("./code-cache.cjs").loadCompiled(self, nodesRequire, []);
`;

/**
 * An ES module that requires our other files: to import them, Node would first read through all of each to find
 * the names of its exports, with a lexer that takes longer than the files themselves.
 */
export function withRequire(code) {
  const [, hashbang = '', rest] = /^(#!.*\n)?([^]*)$/.exec(code);
  const { text } = rewrite(rest, (specifier) => specifier.startsWith('./'));
  return `${hashbang}${OWN_REQUIRE}${text.replaceAll('importMetaUrl', 'import.meta.url')}`;
}

/** Replaces the imports of what `isRequired` names, and in CommonJS the exports. */
function rewrite(code, isRequired, isLate = () => false) {
  const edits = [];
  const exported = [];
  const isCommonJs = isRequired('node:fs');
  for (const node of walk(parseAst(code))) {
    const { type, start, end } = node;
    if (type === 'ImportDeclaration') {
      if (isRequired(node.source.value))
        edits.push({
          start,
          end,
          text: isLate(node.source.value) ? lateRequireOf(node) : requireOf(node),
        });
    } else if (type === 'ImportExpression' && node.source.type === 'Literal') {
      const text = `Promise.resolve().then(() => require(${node.source.raw}))`;
      if (isRequired(node.source.value)) edits.push({ start, end, text });
    } else if (type === 'ImportExpression' && isCommonJs) {
      edits.push({ start, end: start + 'import'.length, text: 'importModule' });
    } else if (isCommonJs && isOwnRequire(node, code)) {
      edits.push({ start, end, text: 'require' });
    } else if (type === 'MetaProperty' && node.meta.name === 'import') {
      edits.push({ start, end: end + '.url'.length, text: 'importMetaUrl' });
    } else if (isCommonJs && type === 'ExportDefaultDeclaration') {
      // Of a package that is CommonJS itself, and is loaded late: its exports.
      edits.push({ start, end: node.declaration.start, text: 'module.exports = ' });
    } else if (isCommonJs && /^Export\w+Declaration$/.test(type)) {
      if (type === 'ExportAllDeclaration' || node.source !== null || node.declaration !== null)
        throw new Error(`no CommonJS is known for: ${code.slice(start, end)}`);
      exported.push(...node.specifiers);
      edits.push({ start, end, text: '' });
    }
  }
  return { text: apply(code, edits), exported };
}

function isOwnRequire({ type, start, end }, code) {
  return type === 'CallExpression' && code.slice(start, end) === 'createRequire(import.meta.url)';
}

/** It is imported for nothing where rolldown has taken away again what used it. */
const RUNTIME = './rolldown-runtime.cjs';

/** What `import * as errors` becomes. Written out where nothing else of that file is needed: a file more costs every worker 1 ms. */
const ALL_OF = `const __exportAll = (getters) => {
\tconst all = Object.create(null);
\tfor (const name in getters) Object.defineProperty(all, name, { get: getters[name], enumerable: true });
\treturn Object.freeze(all);
};`;

function requireOf({ specifiers, source }) {
  if (source.value === RUNTIME && specifiers.every(({ local }) => local.name === '__exportAll'))
    return specifiers.length === 0 ? '' : ALL_OF;
  const from = `require(${source.raw})`;
  const isNamed = ({ type }) => type === 'ImportSpecifier';
  const whole = specifiers
    .filter((one) => !isNamed(one))
    .map(({ local }) => `const ${local.name} = ${from};`);
  const named = namesOf(specifiers.filter(isNamed));
  const statements =
    named.length === 0 ? whole : [...whole, `const { ${named.join(', ')} } = ${from};`];
  return statements.length === 0 ? `${from};` : statements.join('\n');
}

/** After the first call the names stand for the functions themselves. */
function lateRequireOf({ specifiers, source }) {
  const file = source.value.replace(/^\.\/|\.cjs$/g, '');
  const load = `load${file[0].toUpperCase()}${file.slice(1)}`;
  const stubs = specifiers.map(
    ({ local: { name } }) => `let ${name} = (...given) => (${load}(), ${name}(...given));\n`,
  );
  const names = namesOf(specifiers).join(', ');
  return `${stubs.join('')}function ${load}() {\n\t({ ${names} } = require(${source.raw}));\n}`;
}

/** `a, b: c` */
function namesOf(specifiers) {
  return specifiers.map(({ local, imported }) =>
    imported.name === local.name ? local.name : `${imported.name}: ${local.name}`,
  );
}

function* walk(node) {
  yield node;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child?.type === 'string') yield* walk(child);
    }
  }
}

function apply(code, edits) {
  let text = '';
  let at = 0;
  for (const edit of edits.sort((a, b) => a.start - b.start)) {
    if (edit.start < at) continue; // it is inside of the one before
    text += code.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return text + code.slice(at);
}
