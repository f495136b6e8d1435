/** Compiles and runs every TypeScript block of the README and the docs, each as a program of its own. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { before, describe, it } from 'node:test';
import { runProgram } from '../program.ts';
import { type Block, blocksOf, whyNotRun } from './blocks.ts';
import { compileBlocks } from './compile-blocks.ts';

const ROOT = new URL('../../../', import.meta.url);
/** Inside the package, so that `import … from 'manyhands'` finds it. */
const OUT = new URL('build/docs/', ROOT);

describe('a TypeScript block of the docs', () => {
  const blocks = readBlocks();
  const programs = blocks.filter((block) => whyNotRun(block) === undefined);

  before(() => compileBlocks(programs, OUT, nameOf));

  it('is there at all', () => {
    assert.notEqual(programs.length, 0);
  });

  for (const block of programs) {
    it(`runs as it stands: ${block.file}:${block.line}`, async () => {
      const end = await runProgram(new URL(`${nameOf(block)}.js`, OUT));

      assert.equal(end.exitCode, 0, end.stderr);
      assert.equal(end.stderr, '');
    });
  }
});

describe('the search for blocks', () => {
  it('finds the place and the code of each block and passes over other languages', () => {
    const markdown =
      '# A\n\n```ts\none;\n```\n\n```sh\nnpm ci\n```\n\n```ts no-run: needs a server\ntwo;\n```\n';

    const blocks = blocksOf('a.md', markdown);

    assert.deepEqual(blocks, [
      { file: 'a.md', line: 4, info: '', code: 'one;\n' },
      { file: 'a.md', line: 12, info: 'no-run: needs a server', code: 'two;\n' },
    ]);
  });

  it('puts the hidden part of a program before the block', () => {
    const markdown = '<!-- before:\nzero;\n-->\n```ts\none;\n```\n';

    const blocks = blocksOf('a.md', markdown);

    assert.deepEqual(blocks, [{ file: 'a.md', line: 5, info: '', code: 'zero;\none;\n' }]);
  });

  it('wants a reason for a block that is not run', () => {
    const block = { file: 'a.md', line: 3, info: 'no-run', code: '' };

    assert.throws(() => whyNotRun(block), /a\.md:3 has 'no-run' on its fence/);
  });
});

function readBlocks(): Block[] {
  const docs = readdirSync(new URL('docs/', ROOT), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`);
  return ['README.md', ...docs].flatMap((file) =>
    blocksOf(file, readFileSync(new URL(file, ROOT), 'utf8')),
  );
}

function nameOf(block: Block): string {
  return `${basename(block.file, '.md').toLowerCase()}-${block.line}`;
}
