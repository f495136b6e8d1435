// Writes the tables of `docs/crossing.md` from the rows that the tests check:
// `npm run build:dev && node scripts/crossing-table.mjs`.
import { readFileSync, writeFileSync } from 'node:fs';
import { SECTIONS } from '../build/test/core/codec/crossing/crossing-rows.js';
import { renderTables } from '../build/test/core/codec/crossing/crossing-table.js';

const PAGE = new URL('../docs/crossing.md', import.meta.url);
const BEGIN = '<!-- begin: written by scripts/crossing-table.mjs -->';
const END = '<!-- end -->';

const page = readFileSync(PAGE, 'utf8');
const [before, rest] = page.split(BEGIN);
const after = rest?.split(END)[1];
if (after === undefined) throw new Error(`docs/crossing.md has lost its markers ${BEGIN} … ${END}`);
writeFileSync(PAGE, `${before}${BEGIN}\n\n${renderTables(SECTIONS)}\n\n${END}${after}`);
