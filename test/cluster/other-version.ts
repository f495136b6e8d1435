/**
 * The package as it is built, installed once more as another version of itself: in a folder of its own, with another
 * number in `package.json`, and with another wire if that is wanted.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { RELEASE } from '#dist/cluster/signing/release.js';
import { WIRE_VERSION } from '#dist/core/wire/messages.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** Where the wire is a number in the text: `version:11`, `wire:11`, `!==11`, `` `11` ``. */
const WIRE_IS_IN = ['engine.cjs', 'pool.cjs', 'worker.cjs'];
const WIRE = new RegExp(`(?<=[=:\`])${WIRE_VERSION}(?![\\w.])`, 'g');

export class OtherVersion implements AsyncDisposable {
  readonly release: string;
  readonly wire: number;
  readonly #folder = mkdtempSync(join(tmpdir(), `manyhands-${process.pid}-version-`));
  readonly #children: ChildProcess[] = [];

  constructor(release: string, wire: number = WIRE_VERSION) {
    this.release = release;
    this.wire = wire;
    cpSync(join(ROOT, 'dist'), this.#path('dist'), { recursive: true });
    this.#change('engine.cjs', `\`${RELEASE}\``, `\`${release}\``);
    for (const file of WIRE_IS_IN) this.#change(file, WIRE, String(wire));
    const manifest = readFileSync(join(ROOT, 'package.json'), 'utf8');
    const version = `"version": "${RELEASE}"`;
    writeFileSync(this.#path('package.json'), manifest.replace(version, `"version": "${release}"`));
    mkdirSync(join(this.#folder, 'node_modules', '@nats-io'), { recursive: true });
    for (const name of ['transport-node', 'jetstream', 'nats-core', 'nkeys', 'nuid']) {
      const part = join('node_modules', '@nats-io', name);
      symlinkSync(join(ROOT, part), join(this.#folder, part));
    }
  }

  /** "manyhands 0.3.0 (wire 13)", as its own command says. */
  async describe(): Promise<string> {
    const info = JSON.parse((await this.command('info', '--json')).stdout) as { version: string };
    return info.version;
  }

  /** One of its commands, to its end. */
  async command(...argv: readonly string[]): Promise<{ stdout: string; stderr: string }> {
    return await promisify(execFile)(process.execPath, [this.#path('dist/cli.js'), ...argv]);
  }

  /** `manyhands worker`, with what it says. */
  startHost(...argv: readonly string[]): { readonly child: ChildProcess; readonly said: string[] } {
    const all = [this.#path('dist/cli.js'), 'worker', '--workers', '1', ...argv];
    return this.#start(all);
  }

  /** Runs the text of a module that may import the package, to its end; what it printed. */
  async run(text: string): Promise<string> {
    const file = join(this.#folder, 'program.mjs');
    writeFileSync(file, text);
    return (await promisify(execFile)(process.execPath, [file])).stdout;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #start(argv: readonly string[]): { readonly child: ChildProcess; readonly said: string[] } {
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#children.push(child);
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
    }
    return { child, said };
  }

  #path(file: string): string {
    return join(this.#folder, 'node_modules', 'manyhands', file);
  }

  /** @throws where it changes nothing: then this file has to follow what the build makes */
  #change(file: string, from: string | RegExp, to: string): void {
    const path = this.#path(join('dist', file));
    const text = readFileSync(path, 'utf8');
    if (text.search(from) < 0) throw new Error(`nothing of ${from} is in ${file} any more`);
    writeFileSync(path, text.replaceAll(from, to));
  }
}
