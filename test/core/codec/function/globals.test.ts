/** Classes that not every version of Node has, or that a program brings along because its version does not. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runProgram } from './run-program.ts';

async function printed(program: string): Promise<string> {
  const whole = `import { Pool } from 'manyhands';\n${program}`;
  const text = await runProgram({ files: { 'main.mjs': whole }, args: ['main.mjs'] });
  return text.trim();
}

describe('A class that is defined by Node', () => {
  it('may be captured, and extended', async () => {
    const program = `
      const { CompressionStream: Stream, SuppressedError: Suppressed = Error } = globalThis;
      class Told extends CustomEvent {
        constructor(what) { super('told', { detail: what }); }
      }
      const pool = new Pool(1);
      const results = await pool.apply(() => [
        typeof Stream,
        new Suppressed('a') instanceof Error,
        new Told(7).detail,
        Stream === CompressionStream,
      ]);
      console.log(results.join());
      await pool.terminate();`;

    assert.equal(await printed(program), 'function,true,7,true');
  });
});

describe('A class that a program has put where a later version of Node has one', () => {
  const PROGRAM = `
    class Mine extends Error { name = 'mine'; }
    class Socket { kind = 'mine'; }
    Object.defineProperty(globalThis, 'SuppressedError', { value: Mine, configurable: true, writable: true });
    globalThis.WebSocket = Socket;
    const [Captured, Other] = [SuppressedError, WebSocket];
    const pool = new Pool(1);
    const results = await pool.apply(() => [
      new Captured().name,
      new Other().kind,
    ]);
    console.log(results.join());
    await pool.terminate();`;

  it('is the one that workers get', async () => {
    assert.equal(await printed(PROGRAM), 'mine,mine');
  });
});
