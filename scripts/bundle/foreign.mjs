// Packages of others are read by nobody here, so they go smaller: without blanks where a file of `dist/` holds nothing
// else, with short names for variables everywhere. The names of functions and classes stay: stacks show them.
import { minify } from 'rolldown/utils';

const SHORT_NAMES = { keepNames: true, toplevel: false };
const KEPT_NAMES = { target: 'es2022', keepNames: { function: true, class: true } };

/** @param {string} id of a module, as rolldown has it */
export function isForeign(id) {
  return id.includes('/node_modules/') || id.startsWith('\0');
}

/** One module; it exports the same names. */
export function smaller(id, code) {
  return minified(id, code, { compress: KEPT_NAMES, mangle: SHORT_NAMES });
}

/** A whole file of `dist/`. */
export async function withoutBlanks(name, code) {
  return `${await minified(name, code, { compress: false, mangle: false })}\n`;
}

async function minified(name, code, options) {
  const { code: text, errors } = await minify(name, code, options);
  if (errors.length > 0) throw new Error(`${name}: ${errors[0].message}`);
  return text;
}
