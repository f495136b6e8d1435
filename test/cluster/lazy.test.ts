import assert from 'node:assert/strict';
import { it } from 'node:test';
import { runProgram } from '../program.ts';

it("loads nothing of the cluster with import 'manyhands', and no NATS client with 'manyhands/cluster'", async () => {
  const { stdout, stderr } = await runProgram(new URL('./programs/loaded.js', import.meta.url));

  assert.equal(stderr, '');
  assert.deepEqual(JSON.parse(stdout), { alone: [], cluster: ['cluster'] });
});
