// What makes `dist/` smaller. The files that a warm call passes keep all names, and lose their blanks. The rest (what looks into
// functions, the command, the cluster, packages of others …) has short names for variables; the names of functions and classes
// stay everywhere in ours: stacks show them. Our files have short lines: Node prints the whole line that has made an error nobody catches.
import { minify } from 'rolldown/utils';
import { minify as inLines } from 'terser';

const SHORT_NAMES = { keepNames: true, toplevel: true };
const KEPT_NAMES = {
  target: 'es2022',
  sequences: false,
  keepNames: { function: true, class: true },
};
const SHORT = { compress: KEPT_NAMES, mangle: SHORT_NAMES };
/** Of what warm calls pass as well: nothing but the names, so that what runs is what was measured. */
const SAME_CODE = { compress: false, mangle: SHORT_NAMES };
/** Errors are told by them. */
const CLASSES = { function: false, class: true };
const OF_OTHERS = {
  compress: { target: 'es2022', sequences: false, keepNames: CLASSES },
  mangle: { keepNames: CLASSES, toplevel: false },
};
/** Names as they are, a statement a line, and long ones on several; without what is not used, and with few words. */
const LINES = {
  compress: { defaults: false, join_vars: true, unused: true, if_return: true },
  mangle: false,
  format: { ecma: 2020, semicolons: false, comments: false, ascii_only: true, max_line_len: 240 },
};
/** On the road as well, but nobody steps through it. */
const CODEC = 'wire.cjs';
const ON_THE_ROAD = /^(core|pool|streams|worker)\.cjs$/;

/** @param {string} fileName */
export function isOnTheRoad(fileName) {
  return ON_THE_ROAD.test(fileName);
}

/** @param {string} id of a module, as rolldown has it */
export function isForeign(id) {
  return id.includes('/node_modules/') || id.startsWith('\0');
}

/** One module of others, before it is put together with more. It exports the same names. */
export function smaller(id, code) {
  return minified(id, code, OF_OTHERS);
}

/** A whole file of `dist/` that holds nothing but such modules. */
export async function withoutBlanks(name, code) {
  const mangle = { keepNames: CLASSES, toplevel: true };
  return `${ascii(await minified(name, code, { compress: false, mangle }))}\n`;
}

/** A whole file of ours that a warm call passes. */
export async function lines(code, module = false) {
  return `${(await inLines(code, { ...LINES, module })).code}\n`;
}

/** Another file of ours. */
export async function short(name, code) {
  const how = name === CODEC ? SAME_CODE : SHORT;
  return await lines(await minified(name, code, how), name.endsWith('.js'));
}

/** A package of which only the text is needed: it is run where the package is used (`requirePackage`), or sent on. */
export async function asText(name, code) {
  const text = await minified(name, code, {
    compress: { target: 'es2022' },
    mangle: { toplevel: true },
  });
  return `module.exports =\n  ${JSON.stringify(text)};\n`;
}

/**
 * Node decodes such a file without looking at each character, and V8 keeps a byte for each, not two: a fifth less to read and
 * to parse. What is beyond is in strings and patterns only.
 */
function ascii(code) {
  return code.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

async function minified(name, code, options) {
  const { code: text, errors } = await minify(name, code, options);
  if (errors.length > 0) throw new Error(`${name}: ${errors[0].message}`);
  return text;
}
