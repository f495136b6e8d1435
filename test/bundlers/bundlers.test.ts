/**
 * A program that a bundler has put into one file, this package included, runs as it did before. On this Node; on all
 * supported ones with `EVERY_NODE=1`, which fetches them.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fetchNode, NODE_VERSIONS } from '../runtimes/nodes.js';
import { bundlers } from './bundlers.js';
import { EXPECTED, FILES } from './program.js';
import { BundledProject } from './project.js';

const nodes =
  process.env['EVERY_NODE'] === undefined ? [process.execPath] : NODE_VERSIONS.map(fetchNode);

describe('A program bundled whole', () => {
  let project: BundledProject;
  const built = new Map<string, string>();

  before(async () => {
    project = new BundledProject(FILES);
    const { folder, entry } = project;
    for (const { name, bundler, format, minify } of settings())
      built.set(name, await bundler({ folder, entry, format, minify }));
    project.unlink();
  });
  after(() => project[Symbol.dispose]());

  for (const { name } of settings()) {
    it(`works: ${name}`, () => {
      const file = built.get(name) ?? '';

      for (const node of nodes) assert.deepEqual(project.values(node, file), EXPECTED);
    });
  }
});

function settings() {
  return Object.entries(bundlers).flatMap(([name, bundler]) =>
    (['esm', 'cjs'] as const).flatMap((format) =>
      [false, true].map((minify) => ({
        name: `${name}, ${format}${minify ? ', minified' : ''}`,
        ...{ bundler, format, minify },
      })),
    ),
  );
}
