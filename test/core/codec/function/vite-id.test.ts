import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { resolveViteId } from '#dist/core/codec/function/vite-id.js';

const here = fileURLToPath(import.meta.url);

describe('What vite calls a module is', () => {
  const ROWS: readonly (readonly [title: string, id: string, specifier: string])[] = [
    ['a path of the disk after /@fs', `/@fs${here}`, import.meta.url],
    ['a path below the root', `${here.slice(dirname(here).length)}?v=1`, import.meta.url],
    ['a path of the disk if there is none below the root', '/no/such/x.js', pathToFileURL('/no/such/x.js').href], // biome-ignore format: one row
    ['a package or a module of Node', 'node:path', 'node:path'],
  ];
  for (const [title, id, specifier] of ROWS) {
    it(title, () => assert.equal(resolveViteId(id, dirname(here)), specifier));
  }
});
