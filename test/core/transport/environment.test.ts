import assert from 'node:assert/strict';
import { it } from 'node:test';
import { withoutInspector } from '#dist/core/transport/environment.js';

for (const [given, kept] of [
  ['', ''],
  ['--inspect-brk', ''],
  ['--inspect=127.0.0.1:9229 --no-warnings', '--no-warnings'],
  ['--inspect-port 9230 --no-warnings', '--no-warnings'],
  ['--debug-port=9230 --import ./a.js', '--import ./a.js'],
  ['--require "./a b.js" --inspect', '--require "./a b.js"'],
  ['--inspect-brk --cpu-prof', '--cpu-prof'],
] as const) {
  it(`NODE_OPTIONS='${given}' are '${kept}' in workers`, () => {
    assert.equal(withoutInspector(given), kept);
  });
}
