import assert from 'node:assert/strict';
import { it } from 'node:test';
import { decodeFunction } from '#dist/core/codec/function/decode-function.js';
import { encodeFunction } from '#dist/core/codec/function/encode-function.js';
import type { ReferenceNode } from '#dist/core/codec/function/function-body.js';
import { hashText } from '#dist/core/codec/function/text-hash.js';

it('tells texts of one length apart', () => {
  const texts = ['(x) => x + 1', '(x) => x + 2', '(y) => y + 1', '(x) => 1 + x'];

  assert.equal(new Set(texts.map(hashText)).size, texts.length);
});

it('refuses an export that has the same length here and another text', async () => {
  const payload = encodeFunction(hashText);
  const body = payload.body as ReferenceNode;
  assert.equal(await decodeFunction(payload), hashText);

  const other = { ...payload, body: { ...body, textHash: 1 } };

  await assert.rejects(decodeFunction(other), {
    code: 'ERR_POOL_NOT_SENDABLE',
    message: /not the same function in the worker/,
  });
});
