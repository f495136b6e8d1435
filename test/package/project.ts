/** A folder as a newcomer has it: `npm init -y`, and the packed package installed. */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const ROOT: string = fileURLToPath(new URL('../../../', import.meta.url));

export class Project implements Disposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'manyhands-package-'));

  constructor() {
    // The test run has built what is packed; building it again would pull it from under other tests.
    this.run('npm', ['pack', ROOT, '--ignore-scripts', '--pack-destination', this.folder]);
    const tarball = readdirSync(this.folder).find((name) => name.endsWith('.tgz')) ?? '';
    this.run('npm', ['init', '-y']);
    this.run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', `./${tarball}`]);
  }

  /** Where the package is. */
  get package(): string {
    return join(this.folder, 'node_modules/manyhands');
  }

  /** Runs a program to its end; what it writes to stderr is a failure only if its exit code says so. */
  run(program: string, args: readonly string[]): string {
    const { NODE_OPTIONS: _options, NODE_TEST_CONTEXT: _context, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd: this.folder,
      env,
      encoding: 'utf8',
    });
    assert.equal(status, 0, `${program} ${args.join(' ')}\n${stdout}\n${stderr}`);
    return stdout;
  }

  /** As `run`, beside others. */
  async start(program: string, args: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(program, args, { cwd: this.folder });
    return stdout;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
