import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { JetStreamApiError } from '@nats-io/jetstream';
import { errors } from '@nats-io/transport-node';
import { EngineError } from '#dist/cluster/engine/engine-error.js';
import {
  isNobodyThere,
  lastingError,
  permissionViolation,
} from '#dist/cluster/engine/nats/nats-errors.js';

function apiError(code: number): JetStreamApiError {
  return new JetStreamApiError({ code: 400, err_code: code, description: `error ${code}` });
}

function reasonOf(error: unknown): string | undefined {
  const lasting = lastingError('publish chunks', error);
  return lasting instanceof EngineError ? lasting.reason : undefined;
}

describe('Errors of a NATS server', () => {
  it('that last have a reason', () => {
    for (const code of [10_077, 10_047, 10_023]) assert.equal(reasonOf(apiError(code)), 'full');
    assert.equal(reasonOf(apiError(10_054)), 'too-large');
    assert.equal(reasonOf(apiError(10_999)), 'unsuitable');
    const denied = new errors.PermissionViolationError('publish', 'publish', 'mh.p.c.0.any.j');
    assert.equal(reasonOf(denied), 'forbidden');
    assert.equal(reasonOf(new errors.InvalidArgumentError('max payload exceeded')), 'too-large');
  });

  it('that may pass have none: the call is made again', () => {
    for (const code of [10_008, 10_009, 10_059, 10_014]) {
      assert.equal(lastingError('publish chunks', apiError(code)), undefined);
    }
    assert.equal(lastingError('publish chunks', new errors.TimeoutError()), undefined);
    assert.equal(lastingError('publish chunks', new Error('who knows')), undefined);
  });

  it('of our own are reported as they are', () => {
    const error = new EngineError('closed', 'the engine is closed');

    assert.equal(lastingError('publish chunks', error), error);
  });

  it('say when nobody took the call, and when it was not allowed, also as a cause', () => {
    const nobody = new errors.NoRespondersError('subject');
    const denied = new errors.PermissionViolationError('publish', 'publish', 'x');

    assert.equal(isNobodyThere(new Error('request failed', { cause: nobody })), true);
    assert.equal(isNobodyThere(apiError(10_059)), true);
    assert.equal(isNobodyThere(apiError(10_077)), false);
    assert.ok(permissionViolation(new Error('failed', { cause: denied })) !== undefined);
    assert.equal(permissionViolation(new Error('failed')), undefined);
  });

  it('name what was to be done', () => {
    assert.match(lastingError('publish chunks', apiError(10_077))?.message ?? '', /publish chunks/);
  });
});
