/** The line that a refusal tells the user to paste is pasted here, and runs. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runProgram } from './run-program.js';

interface Hint {
  readonly title: string;
  /** Declares `thing`, in one statement. */
  readonly declaration: string;
  /** What follows the declaration and belongs to it. */
  readonly after?: string;
  /** Uses `thing`, and nothing else of the program. */
  readonly use: string;
  readonly gives: string;
}

const HINTS: readonly Hint[] = [
  { title: 'a server', declaration: 'const thing = createServer();', use: 'thing.listening', gives: 'false' }, // biome-ignore format: one row
  { title: 'an object with a socket inside', declaration: "const thing = { name: 'db', socket: new Socket() };", use: 'thing.socket.destroyed', gives: 'false' }, // biome-ignore format: one row
  { title: 'a promise', declaration: 'const thing = sleep(1, 5);', use: 'await thing', gives: '5' },
  { title: 'what was awaited', declaration: 'const thing = await open(1);', use: 'thing.balance()', gives: '1' }, // biome-ignore format: one row
  { title: 'a stream', declaration: "const thing = Readable.from(['a', 'b']);", use: '(await thing.toArray()).join()', gives: 'a,b' }, // biome-ignore format: one row
  { title: 'an instance that is changed later', declaration: 'const thing = new Account(1);', after: 'thing.deposit(2);', use: 'thing.balance()', gives: '3' }, // biome-ignore format: one row
  { title: 'an emitter with a listener', declaration: 'const thing = new EventEmitter();', after: "thing.on('x', (value) => value.push(1));", use: "thing.emit('x', [])", gives: 'true' }, // biome-ignore format: one row
  { title: 'a pattern', declaration: 'const { thing } = { thing: new Socket() };', use: 'thing.destroyed', gives: 'false' }, // biome-ignore format: one row
  {
    title: 'a handle under a symbol',
    declaration: 'const thing = new Database();',
    use: 'thing.ask()',
    gives: 'yes',
  },
  { title: 'a timer', declaration: 'const thing = setTimeout(() => {}, 1).unref();', use: 'typeof thing.refresh', gives: 'function' }, // biome-ignore format: one row
  { title: 'a file handle', declaration: 'const thing = await openFile(import.meta.filename ?? process.argv[1]);', use: '(await thing.stat()).isFile()', gives: 'true' }, // biome-ignore format: one row
];

const HEAD = `
import { EventEmitter } from 'node:events';
import { open as openFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { perWorker, Pool } from 'manyhands';
class Account {
  #balance;
  constructor(balance) { this.#balance = balance; }
  deposit(more) { this.#balance += more; }
  balance() { return this.#balance; }
}
class Database {
  constructor() { this[Symbol('handle')] = new Socket(); }
  ask() { return 'yes'; }
}
const open = async (balance) => new Account(balance);
`;

/** Prints the result, or the refusal. */
const mainWith = (declaration: string, use: string): string => `${HEAD}${declaration}
const pool = new Pool(1);
const text = await pool.apply(async () => String(${use})).catch((error) => error.message);
await pool.terminate();
console.log(text);
process.exit(0);
`;

/** The same inside a function, where nothing is a constant of the module. */
const inFunction = (declaration: string, use: string): string => `${HEAD}async function main() {
${declaration}
const pool = new Pool(1);
const text = await pool.apply(async () => String(${use})).catch((error) => error.message);
await pool.terminate();
console.log(text);
process.exit(0);
}
main();
`;

async function run(text: string): Promise<string> {
  const files = { 'main.js': text, 'package.json': '{ "type": "module" }' };
  return (await runProgram({ files, args: ['main.js'] })).trimEnd();
}

describe('The line that a refusal prints makes the function work', () => {
  for (const { title, declaration, after = '', use, gives } of HINTS) {
    for (const [where, write] of [
      ['at the top of a module', mainWith],
      ['in a function', inFunction],
    ] as const) {
      // biome-ignore format: one row
      if (where === 'in a function' && after !== '') continue; // only the top of a module is replayed
      it(`${title}, ${where}`, async () => {
        const refusal = await run(write(`${declaration}\n${after}`, use));

        const line = /^ {4}(const thing = perWorker\([^]*\);)$/m.exec(refusal)?.[1];
        const call = /write (await thing\(\)|thing\(\)) for thing/.exec(refusal)?.[1];
        assert.ok(line !== undefined && call !== undefined, refusal);
        const mended = await run(write(line, use.replaceAll(/\bthing\b/g, `(${call})`)));
        assert.equal(mended, gives);
      });
    }
  }
});
