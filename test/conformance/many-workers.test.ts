import assert from 'node:assert/strict';
import { it } from 'node:test';
import { runProgram } from '../program.ts';

it('200 workers sum the squares of 0 … 999, with nothing on stderr', async () => {
  const { exitCode, stdout, stderr } = await runProgram(
    new URL('./programs/many-workers.js', import.meta.url),
  );

  assert.deepEqual([exitCode, stdout, stderr], [0, '332833500\n', '']);
});
