// Built positions in a text (`build/test/a.test.js:12:5`) become those of the source: where a test stands, and
// the frames of programs that run without source maps.
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, relative, resolve } from 'node:path';

const POSITION = /(?:file:\/\/)?([\w@./-]+\.js):(\d+)(?::(\d+))?/g;
const HERE = `${process.cwd()}/`;
/** @type {Map<string, SourceMap | undefined>} */
const maps = new Map();

/** Relative to the folder of the checkout. @param {string} text */
export function withSourcePositions(text) {
  const mapped = text.replaceAll(
    POSITION,
    (position, file, line, column = '1') =>
      sourcePosition(resolve(String(file)), Number(line), Number(column)) ?? position,
  );
  return mapped.replaceAll(`file://${HERE}`, '').replaceAll(HERE, '');
}

/** `test/a.test.ts` for `build/test/a.test.js`, if it was compiled. @param {string} file */
export function sourceOf(file) {
  const [source] = mapOf(resolve(file))?.payload.sources ?? [];
  return source === undefined ? file : relative('', resolve(dirname(file), source));
}

/**
 * @param {string} file
 * @param {number} line
 * @param {number} column
 */
function sourcePosition(file, line, column) {
  const entry = mapOf(file)?.findEntry(line - 1, column - 1);
  if (entry === undefined || !('originalSource' in entry)) return undefined;
  const source = resolve(dirname(file), entry.originalSource);
  return `${relative('', source)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
}

/** @param {string} file */
function mapOf(file) {
  if (!maps.has(file)) maps.set(file, readMap(`${file}.map`));
  return maps.get(file);
}

/** @param {string} path */
function readMap(path) {
  try {
    /** @type {unknown} */
    const payload = JSON.parse(readFileSync(path, 'utf8'));
    return new SourceMap(/** @type {import('node:module').SourceMapPayload} */ (payload));
  } catch {
    return undefined; // it was not compiled
  }
}
