/** When the bar draws, where, and what it leaves behind. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { Writable } from 'node:stream';
import { describe, it } from 'node:test';
import { Pool } from 'manyhands';
import { progressBar } from 'manyhands/progress';
import { Bar } from '#dist/progress/progress-bar.js';
import { failOnLeaks } from '../leaks.ts';

/** Collects what is written; a terminal if it has columns. */
class Screen extends Writable {
  readonly written: string[] = [];
  readonly isTTY: boolean;
  columns: number | undefined;

  constructor(columns?: number) {
    super({ decodeStrings: false });
    this.columns = columns;
    this.isTTY = columns !== undefined;
  }

  override _write(text: string, _encoding: string, callback: () => void): void {
    if (text !== '') this.written.push(text);
    callback();
  }
}

function square(x: number): number {
  return x * x;
}

describe('a progress bar', () => {
  failOnLeaks();

  it('draws in a terminal at most ten times a second, whatever it is told', () => {
    const screen = new Screen(80);
    let nowMs = 0;
    using bar = new Bar({ stream: screen, total: 1000 }, () => nowMs);

    for (let done = 1; done <= 1000; done += 1) {
      nowMs = done; // one second in all
      bar.update({ done });
    }

    assert.equal(screen.written.length, 10);
  });

  it('takes itself away for a line of text, and is drawn again below it', () => {
    const screen = new Screen(80);
    let nowMs = 0;
    using bar = new Bar({ stream: screen, total: 10 }, () => nowMs);
    bar.update({ done: 1 });
    nowMs = 10;

    bar.log('record 7 failed');

    const at = screen.written.indexOf('record 7 failed\n');
    assert.ok(at > 0 && screen.written.length > at + 1, JSON.stringify(screen.written));
    assert.match(screen.written.slice(at + 1).join(''), /1\/10/);
  });

  it('writes a line of text also when it is quiet or stopped', () => {
    const screen = new Screen();
    using quiet = new Bar({ stream: screen, quiet: true }, () => 0);

    quiet.update({ done: 1 });
    quiet.log('still said');

    assert.deepEqual(screen.written, ['still said\n']);
  });

  it('writes a plain line every five seconds where there is no terminal', () => {
    const screen = new Screen();
    let nowMs = 0;
    using bar = new Bar({ stream: screen, total: 12, label: 'files' }, () => nowMs);

    for (let done = 1; done <= 12; done += 1) {
      nowMs = done * 1000;
      bar.update({ done });
    }
    bar.stop();

    assert.deepEqual(screen.written, [
      'files 5/12 · ETA 7s · 1.0/s · 41%\n',
      'files 10/12 · ETA 2s · 1.0/s · 83%\n',
      'files 12/12 · in 12s · 1.0/s · 100%\n',
    ]);
  });

  it('leaves nothing in a log of what was over before its first line was due', () => {
    const screen = new Screen();
    let nowMs = 0;
    const bar = new Bar({ stream: screen }, () => nowMs);

    nowMs = 2000;
    bar.update({ done: 40 });
    bar.stop();

    assert.deepEqual(screen.written, []);
  });

  it('does not count what an earlier run did as speed', () => {
    const screen = new Screen();
    let nowMs = 0;
    const bar = new Bar({ stream: screen, initial: 1000 }, () => nowMs);

    nowMs = 20_000;
    bar.update({ done: 1400 });
    bar.stop();

    assert.equal(screen.written.at(-1), '1,400 · in 20s · 20/s\n');
  });

  it('follows a terminal that was made narrower', () => {
    const screen = new Screen(80);
    let nowMs = 0;
    using bar = new Bar({ stream: screen, total: 10 }, () => nowMs);
    bar.update({ done: 1 });

    screen.columns = 8;
    nowMs = 1000;
    bar.update({ done: 2 });

    assert.match(screen.written.at(-1) ?? '', /2\/10/);
    assert.doesNotMatch(screen.written.at(-1) ?? '', /%|ETA/);
  });

  it('draws nothing when it is told to be quiet', () => {
    const screen = new Screen(80);
    const bar = progressBar({ stream: screen, quiet: true });

    bar.update({ done: 1, total: 1 });
    bar.stop();

    assert.deepEqual(screen.written, []);
  });

  it('does no harm to the call when its stream throws, or it is told nonsense', async () => {
    const screen = new Screen(80);
    screen.write = () => {
      throw new Error('nobody there');
    };
    using bar = progressBar({ stream: screen });
    await using pool = new Pool(1);

    const squares = await pool.map(square, [1, 2, 3], { onProgress: bar.onProgress });
    bar.update({ done: Number.NaN, total: -1 });

    assert.deepEqual(squares, [1, 4, 9]);
  });

  it('keeps no program alive, and leaves a terminal with its cursor', (t) => {
    const program = `
      const { progressBar } = await import('manyhands/progress');
      const bar = progressBar({ total: 2 });
      bar.update({ done: 1 });
      process.stderr.write(process.stderr.isTTY ? 'terminal' : 'none');`;
    const terminal = `import pty, sys; sys.exit(pty.spawn(sys.argv[1:]))`;
    const argv = ['-c', terminal, process.execPath, '--input-type=module', '-e', program];
    const { error, stdout, status } = spawnSync('python3', argv, {
      encoding: 'utf8',
      timeout: 60_000,
    });
    if (error !== undefined && 'code' in error && error.code === 'ENOENT') {
      t.skip('python3, which has pseudo-terminals, is not installed');
      return;
    }

    assert.equal(status, 0);
    assert.match(stdout, /terminal/);
    assert.match(stdout, /50% 1\/2/);
    assert.ok(!stdout.includes('\x1b[?25l'), 'the cursor is never hidden');
  });
});
