/** A folder with files as the build makes them, and programs that load them with what was compiled before. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire, Module } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCompiled } from '#dist/core/code-cache/load-compiled.js';

const [LOAD, SAVE] = ['load', 'save'].map((name) =>
  JSON.stringify(import.meta.resolve(`#dist/core/code-cache/${name}-compiled.js`)),
);

export class Package implements Disposable {
  readonly folder: string;

  constructor(files: Readonly<Record<string, string>>) {
    this.folder = mkdtempSync(join(tmpdir(), 'manyhands-code-cache-'));
    for (const [name, text] of Object.entries(files)) this.write(name, text);
    this.write('worker.cjs', 'exports.work = () => 1;');
    this.write(
      'program.mjs',
      `import { createRequire, Module } from 'node:module';
      import { loadCompiled } from ${LOAD};
      import { saveAtExit } from ${SAVE};
      const before = process.listenerCount('exit');
      const path = ${JSON.stringify(join(this.folder, 'begin.cjs'))};
      const require = createRequire(path);
      if (process.env.LONG) process.uptime = () => 2;
      loadCompiled(new Module(path), require, ['a.cjs']);
      for (let i = 0; i < 2; i += 1) saveAtExit(require('./a.cjs').unsaved);
      console.log(JSON.stringify([require('./a.cjs').say(), process.listenerCount('exit') - before]));`,
    );
  }

  /** All files are of the same time, as those of a package are, unless that is said. */
  write(name: string, text: string, time: Date = new Date(5000)): void {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    utimesSync(path, time, time);
  }

  load(names: readonly string[], module: object = this.begin()): NodeJS.Require {
    return loadCompiled(module as NodeJS.Module, this.require, names);
  }

  begin(): Module {
    return Object.assign(new Module(join(this.folder, 'begin.cjs')), { paths: [this.folder] });
  }

  get require(): NodeJS.Require {
    return createRequire(join(this.folder, 'begin.cjs'));
  }

  isLoaded(name: string): boolean {
    return join(this.folder, name) in this.require.cache;
  }

  /** Runs a program that loads `a.cjs`, and prints what it says. */
  run(env: Readonly<Record<string, string>> = {}): string {
    const { NODE_V8_COVERAGE: _coverage, ...own } = process.env; // which switches it off
    const { stdout, stderr } = spawnSync(process.execPath, [join(this.folder, 'program.mjs')], {
      env: { ...own, ...env },
      encoding: 'utf8',
    });
    assert.equal(stderr, '');
    const [said, listeners] = JSON.parse(stdout) as [string, number];
    assert.ok(listeners <= 1, `${listeners} listeners`);
    return said;
  }

  /** How many programs have written the code of that file. */
  writes(name: string): number {
    return readFileSync(this.code().pathOf(name)).readDoubleLE(16);
  }

  /** The files with compiled code, and where they are. */
  code(): { names: readonly string[]; pathOf: (name: string) => string } {
    const all = join(this.folder, '.code-cache');
    const [one, ...others] = existsSync(all) ? readdirSync(all) : [];
    assert.deepEqual(others, []);
    const folder = join(all, one ?? '');
    return {
      names: one === undefined ? [] : readdirSync(folder).sort(),
      pathOf: (name) => join(folder, name),
    };
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
