/** A pool in the module whose export is mapped: what docs/functions.md says about it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runProgram } from './run-program.js';

const main = (module: string): string => `
import { resizeAll } from '${module}';
console.log(await resizeAll(['a', 'b']).then(String, (error) => String(error.cause?.message)));
process.exit(0);
`;
const PACKAGE = { 'package.json': '{ "type": "module" }' };

async function run(files: Readonly<Record<string, string>>): Promise<string> {
  const all = { ...PACKAGE, 'main.js': main('./images.js'), ...files };
  return await runProgram({ files: all, args: ['main.js'] });
}

describe('A module that makes a pool and maps its own export over it', () => {
  it('is told so if the pool is made when it is loaded', async () => {
    const text = `import { Pool } from 'manyhands';
const pool = new Pool(1);
export const resize = (path) => path + '!';
export const resizeAll = (paths) => pool.map(resize, paths);
`;

    assert.match(
      await run({ 'images.js': text }),
      /a pool was created while a worker was importing/,
    );
  });

  it('works if the pool is made when it is first needed', async () => {
    const text = `import { Pool } from 'manyhands';
let pool;
export const resize = (path) => path + '!';
export const resizeAll = (paths) => (pool ??= new Pool(1)).map(resize, paths);
`;

    assert.equal(await run({ 'images.js': text }), 'a!,b!\n');
  });

  it('works if the mapped function is in a module of its own', async () => {
    const text = `import { Pool } from 'manyhands';
import { resize } from './resize.js';
const pool = new Pool(1);
export const resizeAll = (paths) => pool.map(resize, paths);
`;
    const resize = "export const resize = (path) => path + '!';\n";

    assert.equal(await run({ 'images.js': text, 'resize.js': resize }), 'a!,b!\n');
  });

  it('works if it is the entry script', async () => {
    const text = `import { Pool } from 'manyhands';
const pool = new Pool(1);
export const resize = (path) => path + '!';
console.log(String(await pool.map(resize, ['a', 'b'])));
await pool.terminate();
`;

    assert.equal(await run({ 'main.js': text }), 'a!,b!\n');
  });
});
