/**
 * Parts of the suite itself on the other supported versions of Node: what reads functions, what comes from Node's own
 * globals, and what maps memory depends on the version more than all else.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'node:test';
import { fetchNode, NODE_VERSIONS } from './nodes.ts';

const PARTS = [
  'core/codec/function/capture/global-names',
  'core/codec/function/capture/known-values',
  'core/codec/function/capture/open-handles',
  'core/codec/function/encode-function',
  'core/codec/function/refusals',
  'core/codec/function/through-pool',
  'core/large/foreign',
  'faults/large-buffers',
  'faults/starting-options',
  'shared/memory',
  'shared/process',
];
const CURRENT = process.versions.node.split('.')[0];
const OTHERS = NODE_VERSIONS.filter((version) => version !== CURRENT);

describe('the suite on another version of Node', () => {
  for (const version of OTHERS) {
    describe(version, () => {
      const node = fetchNode(version);
      for (const part of PARTS)
        it(part, () => {
          const file = fileURLToPath(new URL(`../${part}.test.js`, import.meta.url));
          const env = { ...process.env, NODE_TEST_CONTEXT: undefined }; // it reports for itself

          const run = spawnSync(node, ['--enable-source-maps', '--test-reporter=tap', file], {
            encoding: 'utf8',
            env,
          });

          assert.equal(run.status, 0, `${run.stdout}\n${run.stderr}`);
          assert.match(run.stdout, /^# pass [1-9]/m);
        });
    });
  }
});
