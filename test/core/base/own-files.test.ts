import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { OptionError } from '#dist/core/base/errors.js';
import {
  ERRORS_URL,
  loadOwnFile,
  ownFile,
  ownRequire,
  placesOfTaskCallers,
  requirePackage,
} from '#dist/core/base/own-files.js';

describe("The package's own files, each at the path of its source", () => {
  it('are found by that path', () => {
    const entry = ownFile('core/worker/process-entry');

    assert.ok(existsSync(entry), entry.href);
    assert.equal(entry.href, import.meta.resolve('#dist/core/worker/process-entry.js'));
  });

  it('are loaded as whoever imports them gets them', async () => {
    const loaded = (await loadOwnFile('core/base/errors')) as { OptionError: unknown };

    assert.equal(loaded.OptionError, OptionError);
  });

  it('tell where the errors are, and the code that calls tasks', () => {
    const errors = import.meta.resolve('#dist/core/base/errors.js');
    const loop = import.meta.resolve('#dist/core/worker/loop.js');

    const places = placesOfTaskCallers();

    assert.equal(ERRORS_URL, errors);
    assert.ok(loop.startsWith(places[0] ?? ''), places[0]);
    assert.ok(fileURLToPath(loop).startsWith(places[1] ?? ''), places[1]);
  });
});

describe('What the package requires', () => {
  it('are packages that it brings along', () => {
    const { parse } = requirePackage('acorn') as typeof import('acorn');

    assert.equal(parse('1;', { ecmaVersion: 'latest' }).type, 'Program');
  });

  it('is in the one list of the CommonJS modules that are loaded', () => {
    const path = ownRequire.resolve('acorn');

    assert.ok(path in ownRequire.cache);
  });
});
