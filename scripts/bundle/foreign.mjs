// Files of `dist/` that hold nothing but packages of others: nobody reads them here, so they go without blanks. Names stay.
import { minify } from 'terser';

const BLANKS_ONLY = { compress: false, mangle: false, format: { comments: 'some' } };

/** @param {string} id of a module, as rolldown has it */
export function isForeign(id) {
  return id.includes('/node_modules/') || id.startsWith('\0');
}

/** @param {string} code @returns {Promise<string>} */
export async function withoutBlanks(code) {
  const { code: text } = await minify(code, BLANKS_ONLY);
  return `${text}\n`;
}
