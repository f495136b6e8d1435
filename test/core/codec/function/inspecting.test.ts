import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isInspecting } from '#dist/core/codec/function/inspecting.js';
import { inspectFunction } from '#dist/core/codec/function/source/inspector.js';

it('A program inspects as soon as it has looked into a function', () => {
  inspectFunction(() => 1);

  assert.equal(isInspecting(), true);
});
