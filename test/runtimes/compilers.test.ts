/** Programs that are compiled to CommonJS as they are loaded: by a loader, or by a compiler that the program installs itself. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runProgram } from '../core/codec/function/run-program.js';

/** Node itself can strip the types of neither: an enum, a parameter property. */
const JOBS = `
export enum Unit { Metre = 1, Foot = 3 }
export class TooLong extends RangeError {
  constructor(readonly length: number) { super('too long: ' + length); }
}
export class Ruler {
  constructor(readonly unit: Unit) {}
  read(x: number): number { return x * this.unit; }
}
export const double = (x: number): number => x * 2;
export const check = (x: number): number => { if (x > 9) throw new TooLong(x); return x; };
`;

const MAIN = `
import { Pool, ThreadPool } from 'manyhands';
import { check, double, Ruler, TooLong, Unit } from './jobs';
const ruler = new Ruler(Unit.Foot);
const by = 10;
async function main() {
  for (const Kind of [Pool, ThreadPool]) {
    const pool = new Kind(1);
    const kinds = [];
    for (const task of [() => { throw new TooLong(1); }, () => check(12)])
      await pool.apply(task).catch((error) => kinds.push(error instanceof TooLong && error.length));
    console.log(String(await pool.map(double, [1])), String(await pool.map((x: number) => double(x) * by, [2])),
      await pool.apply(() => ruler.read(2)), await pool.apply(() => Unit.Foot), String(kinds));
    await pool.terminate();
  }
}
main();
`;

const LINE = '2 40 6 3 1,12\n';
const EXPECTED = LINE + LINE;

/** As \`require('@babel/register')\`, \`require('ts-node').register()\`: nothing that Node is started with tells of it. */
const OWN_COMPILER = `
const { readFileSync } = require('node:fs');
const { transformSync } = require('esbuild');
require.extensions['.ts'] = (module, file) => {
  const { code } = transformSync(readFileSync(file, 'utf8'), { loader: 'ts', format: 'cjs', define: {} });
  module._compile(code, file);
};
require('./main.ts');
`;

describe('Functions of compiled CommonJS reach processes and threads', () => {
  const files = { 'package.json': '{"type":"commonjs"}', 'main.ts': MAIN, 'jobs.ts': JOBS };

  it('through tsx', async () => {
    assert.equal(await runProgram({ files, args: ['--import', 'tsx', 'main.ts'] }), EXPECTED);
  });

  it('through a compiler that the program has installed itself', async () => {
    const program = { ...files, 'start.js': OWN_COMPILER };

    assert.equal(await runProgram({ files: program, args: ['start.js'] }), EXPECTED);
  });
});

describe('What is typed', () => {
  it('may use the modules of Node that are globals there', async () => {
    const text = `
      const { Pool, ThreadPool } = require('manyhands');
      const pools = [new Pool(1), new ThreadPool(1)];
      const hash = (path) => path_(path) + crypto.createHash('md5').update(path).digest('hex').slice(0, 4);
      const path_ = (path) => os.EOL.length + path_2(path), path_2 = (one) => path.basename(one);
      Promise.all(pools.map((pool) => pool.map(hash, ['a/b'])))
        .then((all) => { console.log(String(all)); return Promise.all(pools.map((pool) => pool.terminate())); });`;

    assert.equal(await runProgram({ files: {}, args: ['-e', text] }), '1ba7e8,1ba7e8\n');
  });
});
