/**
 * Runs the program in every setting on every supported Node, and prints the table of
 * docs/functions.md: `npm run build:dev && node build/test/runtimes/matrix.js`.
 *
 * With `--write` the table goes into the page. Other versions of Node are fetched as the npm package
 * `node`, the tools as themselves, into `node_modules/.cache`.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CACHE, fetchNode, installInto, NODE_VERSIONS } from './nodes.js';
import { runSetting } from './run-setting.js';
import { type Setting, settings } from './settings.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PAGE = join(ROOT, 'docs', 'functions.md');
const BEGIN = '<!-- begin: written by test/runtimes/matrix.ts -->';
const END = '<!-- end -->';

const nodes = NODE_VERSIONS.map((version) => ({
  major: Number(version),
  path: fetchNode(version),
}));
const tools = fetchTools([...new Set(settings.flatMap((setting) => setting.tools ?? []))]);
const rows: string[] = [];
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

for (const setting of settings.filter(({ name }) => wanted.every((part) => name.includes(part)))) {
  const cells = [];
  for (const node of nodes) cells.push(await tryOn(setting, node));
  rows.push(`| ${setting.name} | ${cells.join(' | ')} |`);
  console.error(rows.at(-1));
}
const table = [
  `| processes and threads | ${nodes.map(({ path }) => `Node ${versionOf(path)}`).join(' | ')} |`,
  `|---|${nodes.map(() => '---|').join('')}`,
  ...rows,
].join('\n');
console.log(table);
if (process.argv.includes('--write')) writeTable(table);

async function tryOn(setting: Setting, node: { major: number; path: string }): Promise<string> {
  if (node.major < (setting.since ?? 0)) return '–';
  const { ok, output } = await runSetting(setting, node.path, setting.tools && tools);
  if (ok) return 'works';
  process.exitCode = 1;
  console.error(`${setting.name} on Node ${node.major}:\n${output}`);
  return 'fails';
}

function fetchTools(names: readonly string[]): string {
  const folder = join(CACHE, 'tools');
  const missing = names.filter((name) => !existsSync(join(folder, 'node_modules', name)));
  if (missing.length > 0) installInto(folder, missing);
  const link = join(folder, 'node_modules', 'manyhands');
  if (!existsSync(link)) symlinkSync(ROOT, link, 'dir');
  return folder;
}

function versionOf(path: string): string {
  return execFileSync(path, ['--version'], { encoding: 'utf8' }).trim().slice(1);
}

function writeTable(text: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`${PAGE} has lost its markers ${BEGIN} … ${END}`);
  writeFileSync(PAGE, `${before}${BEGIN}\n\n${text}\n\n${END}${after}`);
}
