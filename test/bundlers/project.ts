/** A folder with a program and this package, from which bundlers take everything. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = fileURLToPath(new URL('../../..', import.meta.url));

export class BundledProject implements Disposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'manyhands-bundle-'));

  /** @param files texts by their names */
  constructor(files: Readonly<Record<string, string>>) {
    this.link('.');
    writeFileSync(join(this.folder, 'package.json'), '{ "private": true }');
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.folder, name), text);
  }

  get entry(): string {
    return join(this.folder, 'main.mjs');
  }

  /** Puts this package there; without it a bundle has to bring everything along. */
  link(folder: string): void {
    mkdirSync(join(this.folder, folder, 'node_modules'), { recursive: true });
    symlinkSync(PACKAGE, join(this.folder, folder, 'node_modules/manyhands'), 'dir');
  }

  /** Puts packages of others there that this one has for its tests. */
  linkPackages(...names: readonly string[]): void {
    for (const name of names)
      symlinkSync(join(PACKAGE, 'node_modules', name), join(this.folder, 'node_modules', name), 'dir'); // biome-ignore format: one call
  }

  unlink(): void {
    rmSync(join(this.folder, 'node_modules'), { recursive: true });
  }

  run(node: string, args: readonly string[]): string {
    const { NODE_OPTIONS: _options, NODE_TEST_CONTEXT: _context, ...env } = process.env;
    return execFileSync(node, args, { cwd: this.folder, env, encoding: 'utf8' });
  }

  /** What the program prints, a value a line. */
  values(node: string, file: string): unknown[] {
    const lines = this.run(node, [file]).trim().split('\n');
    return lines.map((line) => JSON.parse(line) as unknown);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
