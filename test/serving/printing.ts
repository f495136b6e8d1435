/** `onOutput`: what workers print, to whom wants it. */
import assert from 'node:assert/strict';
import { OptionError } from 'manyhands';
import type { Subject } from '../conformance/subject.ts';
import { until } from '../until.ts';

export function printing(subject: Subject): void {
  const isInline = subject.kind === 'inline';

  if (isInline) {
    subject.it('is refused inline: it prints as the program does', () => {
      assert.throws(() => subject.pool({ workers: 1, onOutput: () => {} }), OptionError);
    });
    return;
  }

  subject.it('is told what each worker prints, and where', async () => {
    const told: string[] = [];
    await using pool = subject.pool({
      workers: 1,
      onOutput: (chunk, { stream, worker }) => {
        for (const line of chunk.toString().trim().split('\n'))
          told.push(`${worker} ${stream} ${line}`);
      },
    });

    await pool.apply(() => {
      console.log('one');
      console.error('two');
      process.stdout.write('three\n');
    });

    await until('all that was printed', () => told.length === 3);
    assert.deepEqual(told.toSorted(), ['1 stderr two', '1 stdout one', '1 stdout three']);
  });

  subject.it('is told all of it, before the pool has ended', async () => {
    let bytes = 0;
    const pool = subject.pool({
      workers: 2,
      onOutput: (chunk) => {
        bytes += chunk.length;
      },
    });

    await pool.map(
      (n: number) => {
        for (let i = 0; i < 1000; i += 1) console.log('x'.repeat(n));
      },
      [99, 99, 99, 99],
      { chunkSize: 1 },
    );
    pool.close();
    await pool.join();

    assert.equal(bytes, 4 * 1000 * 100);
  });

  subject.itWith('death', 'is told the last words of a worker that dies', async () => {
    const told: string[] = [];
    await using pool = subject.pool({
      workers: 1,
      onOutput: (chunk, { stream }) => void told.push(`${stream}: ${chunk.toString().trim()}`),
    });

    const lost = pool.apply(() => {
      console.error('I am dying');
      process.exit(3);
    });

    await assert.rejects(lost, /I am dying/);
    assert.deepEqual(told, ['stderr: I am dying']);
  });
}
