/** The edition for bundles passes the suite that the package itself passes: Node takes it by the condition `module`. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const SUITES = new URL('../conformance/', import.meta.url);

describe('The edition for bundles', () => {
  for (const transport of ['process', 'thread', 'inline']) {
    it(`passes the suite: ${transport}`, () => {
      const file = fileURLToPath(new URL(`${transport}.test.js`, SUITES));
      const { NODE_OPTIONS: _options, NODE_TEST_CONTEXT: _context, ...env } = process.env;

      const { status, stdout } = spawnSync(
        process.execPath,
        ['--enable-source-maps', '--test', file],
        {
          env: { ...env, NODE_OPTIONS: '--conditions=module' },
          encoding: 'utf8',
          maxBuffer: 1e9,
        },
      );

      assert.match(stdout, /pass \d{3}/);
      assert.equal(status, 0, stdout.slice(stdout.indexOf('failing tests')));
    });
  }
});
