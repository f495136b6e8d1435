/** Whole programs whose functions are told by the texts of files: they must not see that nobody looked inside. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runProgram } from './run-program.js';

/** Prints what the program says, and whether it has opened the inspector. */
async function run(main: string, files: Readonly<Record<string, string>> = {}): Promise<string> {
  return await runIn('main.mjs', `import { Pool } from 'manyhands';\n${main}\n${SAY}`, files);
}

async function runIn(
  name: string,
  text: string,
  files: Readonly<Record<string, string>> = {},
): Promise<string> {
  return (await runProgram({ files: { ...files, [name]: text }, args: [name] })).trim();
}

const SAY = "console.log(process.moduleLoadList.includes('NativeModule inspector'));";
const WITH_POOL = 'const pool = new Pool(1);\n';

describe('A function that is told by the text of its file', () => {
  it('does what it does here', async () => {
    const main = `${WITH_POOL}
const square = (x) => x * x;
console.log(await pool.map((x) => Math.max(x, 2), [1, 3]), await pool.map(square, [3]));
console.log(await pool.apply(async function fact(n) { return n < 2 ? 1 : n * (await fact(n - 1)) }, [4]));
for (const factor of [1, 2]) console.log(await pool.apply((x) => [x].map((y) => y + 1), [factor]));
console.log(await pool.apply(square.constructor('return 7')));
await pool.terminate();`;

    assert.equal(await run(main), '[ 2, 3 ] [ 9 ]\n24\n[ 2 ]\n[ 3 ]\n7\ntrue');
  });

  it('costs no inspector, no parser and no hash', async () => {
    const main = `${WITH_POOL}
import { createRequire } from 'node:module';
import * as tasks from './tasks.mjs';
await pool.map((x) => x, [1]);
await pool.map(tasks.next, [1]);
await pool.terminate();
console.log(process.moduleLoadList.includes('NativeModule crypto'));
const loaded = Object.keys(createRequire(import.meta.url).cache).map((path) => path.replace(/.*[/\\\\]/, ''));
console.log(['capture.cjs', 'inspect.cjs', 'closures.cjs', 'acorn.cjs'].filter((name) => loaded.includes(name)));`;
    const files = { 'tasks.mjs': 'let count = 0;\nexport const next = () => (count += 1);' };

    assert.equal(await run(main, files), 'false\n[]\nfalse');
  });

  it('throws errors at the places where it stands', async () => {
    const files = {
      'loader.cjs': '',
      'tasks.mjs': 'export function fails() {\n  throw new Error("b");\n}',
    };
    const main = `import { Pool } from 'manyhands';
import { fails } from './tasks.mjs';
${WITH_POOL}
const named = (x) => {
  const inner = () => { throw new Error('a'); };
  return inner(x);
};
const shown = (error) => console.log(error.stack.replace(/pid \\d+/, '').replace(/\\S*manyhands-program-\\w+/g, ''));
await pool.map(named, [1]).catch(shown);
await pool.map((x) => { throw new Error('c' + x); }, [1]).catch(shown);
await pool.map(fails, [1]).catch(shown);
await pool.terminate();`;
    const all = { ...files, 'main.mjs': main };

    const quick = await runProgram({ files: all, args: ['main.mjs'] });
    const full = await runProgram({ files: all, args: ['--require', './loader.cjs', 'main.mjs'] });

    assert.match(quick, /at inner .*main\.mjs:6:31/);
    assert.match(quick, /main\.mjs:11:31\)?\n/);
    assert.match(quick, /at fails .*tasks\.mjs:2:9/);
    assert.equal(quick, full);
  });

  it('travels by reference if it is an export, with all that its module does', async () => {
    const files = {
      'tasks.mjs': 'Array.prototype.patch = 5;\nexport const sees = () => [].patch;',
    };
    const main = `import { sees } from './tasks.mjs';\n${WITH_POOL}
console.log(await pool.apply(sees), await pool.apply(() => [].patch));
await pool.terminate();`;

    assert.equal(await run(main, files), '5 5\nfalse');
  });

  it('takes along what only looks like a global', async () => {
    const main = `${WITH_POOL}const Math = { max: () => 'mine' };
console.log(await pool.apply(() => Math.max(1, 2)), await pool.apply(((JSON) => () => JSON)(3)));
await pool.terminate();`;

    assert.equal(await run(main), 'mine 3\ntrue');
  });

  it('is as strict as the code around it', async () => {
    const task = '() => { undefined = 1; return "sloppy"; }';
    const common = `const { Pool } = require('manyhands');\n${WITH_POOL}
pool.apply(${task}).then(console.log).then(() => { pool.terminate(); ${SAY} });`;
    const main = `${WITH_POOL}console.log(await pool.apply(${task}).catch(({ name }) => name));
await pool.terminate();`;

    assert.equal(await runIn('main.cjs', common), 'sloppy\nfalse');
    assert.equal(await run(main), 'TypeError\nfalse');
  });

  it('is looked into in a worker, where functions stand in no file', async () => {
    const main = `const outer = async (x) => {
  const { Pool } = await import('manyhands');
  const pool = new Pool(1);
  return await pool.apply((y) => y + 1, [x]);
};
${WITH_POOL}console.log(await pool.apply(outer, [1]));
await pool.terminate();`;

    assert.match(await run(main), /^2\n/);
  });
});
