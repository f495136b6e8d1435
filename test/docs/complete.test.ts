/** That nothing is missing from the docs: errors, warnings, and a way to each page. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { ClosedError, OptionError } from 'manyhands';
import { EngineError } from 'manyhands/cluster';

const ROOT = new URL('../../../', import.meta.url);

function read(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
}

function sources(): string {
  return readdirSync(new URL('src/', ROOT), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => read(`src/${path}`))
    .join('\n');
}

/** Each match once. */
function all(pattern: RegExp, text: string): string[] {
  return [...new Set(Array.from(text.matchAll(pattern), ([whole]) => whole))].sort();
}

const packageJson = JSON.parse(read('package.json')) as { readonly homepage: string };

const pages = readdirSync(new URL('docs/', ROOT)).filter((name) => name.endsWith('.md'));

describe('docs/troubleshooting.md', () => {
  const page = read('docs/troubleshooting.md');

  it('has each code of an error, and no other', () => {
    const code = /ERR_POOL_[A-Z_]+/g;
    assert.deepEqual(all(code, page), all(code, sources()));
  });

  it('has the place that each error links to', () => {
    for (const error of [
      new OptionError('no'),
      new ClosedError('no'),
      new EngineError('full', 'no'),
    ]) {
      const [url = '', anchor] = error.help.split('#');
      assert.ok(packageJson.homepage.startsWith(url.split('/blob/')[0] ?? '-'), url);
      assert.ok(url.endsWith('/docs/troubleshooting.md'), url);
      assert.ok(page.includes(`<a id="${anchor}"></a>\`${error.code}\``), anchor);
      assert.ok(inspect(error).includes(error.help));
    }
    const classes = all(/(?<=class )\w+(?= extends (PoolError|\w+Error) \{)/g, sources()).filter(
      (name) => page.includes(`\`${name}\``),
    );
    assert.ok(classes.length >= 18, classes.join());
    for (const name of classes)
      assert.ok(page.includes(`<a id="${name.toLowerCase()}"></a>`), name);
  });

  it('has each code of a warning', () => {
    const codes = all(/(?<=code(:| =) ')MANYHANDS_[A-Z_]+/g, sources());

    assert.ok(codes.length >= 3, codes.join());
    assert.deepEqual(
      codes.filter((code) => !page.includes(code)),
      [],
    );
  });

  it('has each name of a warning', () => {
    const names = all(/(?<=')[A-Z]\w+Warning(?=')/g, sources()).filter(
      (name) => !['ExperimentalWarning', 'ManyhandsWarning'].includes(name),
    );

    assert.ok(names.length >= 3, names.join());
    assert.deepEqual(
      names.filter((name) => !page.includes(name)),
      [],
    );
  });
});

describe('The pages of the docs', () => {
  it('can all be reached from the README', () => {
    const reached = new Set(linksIn(read('README.md')));
    for (const page of reached) for (const next of linksIn(read(`docs/${page}`))) reached.add(next);

    assert.deepEqual(
      pages.filter((page) => !reached.has(page)),
      [],
    );
  });

  for (const page of pages) {
    it(`link to headings and files that are there: ${page}`, () => {
      const targets = Array.from(
        read(`docs/${page}`).matchAll(/\]\(([^)\s]+)\)/g),
        ([, to]) => to ?? '',
      );
      const dead = targets.filter((to) => !/^(https?|mailto):/.test(to) && !isThere(page, to));

      assert.deepEqual(dead, []);
    });
  }
});

/** Pages of `docs/` itself. */
function linksIn(markdown: string): string[] {
  return Array.from(
    markdown.matchAll(/\]\((?:[^)]*\/docs\/)?([\w-]+\.md)(?:#[\w-]+)?\)/g),
    ([, page]) => page ?? '',
  ).filter((page) => pages.includes(page));
}

function isThere(from: string, to: string): boolean {
  const [path = '', anchor] = to.split('#');
  if (anchor === undefined && path !== '') return existsSync(new URL(`docs/${path}`, ROOT));
  try {
    const text = path === '' ? read(`docs/${from}`) : read(`docs/${path}`);
    return anchor === undefined || anchorsIn(text).includes(anchor);
  } catch {
    return false;
  }
}

/** As the forges make them of headings. */
function anchorsIn(markdown: string): string[] {
  return Array.from(markdown.matchAll(/^#+ (.*)$/gm), ([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}

describe('docs/options.md', () => {
  const page = read('docs/options.md');

  for (const file of ['pool-options', 'serving-options', 'call-options']) {
    it(`has every option of src/core/api/${file}.ts`, () => {
      const source = read(`src/core/api/${file}.ts`);
      const lists = Array.from(
        source.matchAll(/: readonly string\[\] = \[([^\]]*)\]/g),
        ([, list = '']) => list,
      );
      const names = lists.flatMap((list) =>
        Array.from(list.matchAll(/'(\w+)'/g), ([, name = '']) => name),
      );
      const options = Array.from(
        source.matchAll(/^ {2}readonly (\w+)\?:/gm),
        ([, name = '']) => name,
      );
      const all = new Set([...names, ...options].filter((name) => name !== 'minWorkers'));

      assert.ok(all.size > 0);
      assert.deepEqual(
        [...all].filter((name) => !page.includes(`\`${name}\``)),
        [],
      );
    });
  }

  it('has every method of a pool', () => {
    const sources = ['any-pool', 'base-pool', 'pool', 'iterator-calls'].map((file) =>
      read(`src/core/api/${file}.ts`),
    );
    const methods = sources.flatMap((text) =>
      Array.from(text.matchAll(/^ {2}([a-z]\w+)[<(]/gm), ([, name = '']) => name),
    );
    const internal = ['constructor', 'if', 'return', 'throw', 'super', 'for'];

    assert.ok(methods.length > 20);
    assert.deepEqual(
      [...new Set(methods)].filter(
        (name) => !internal.includes(name) && !new RegExp(`\`${name}\\b`).test(page),
      ),
      [],
    );
  });
});
