/**
 * Minifies real files on two hosts, one of which is killed on the way: `npm run cluster:demo`, or
 * `node build/examples/cluster.js --files 300`.
 *
 * Starts a NATS server and two hosts as programs of their own, as they would run on three machines; then
 * compares what came back with what this program makes of the same files by itself.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ClusterPool } from 'manyhands/cluster';
import { progressBar } from 'manyhands/progress';
import { minify } from 'terser';
import { findScripts, spread } from './find-scripts.ts';

interface Minified {
  readonly file: string;
  /** Of the output; the same on every machine. */
  readonly hash: string;
}

/** The task: an ordinary function of this file. The hosts get its text, and import terser themselves. */
async function minifyFile(file: string): Promise<Minified> {
  const source = await readFile(file, 'utf8');
  const hash = createHash('sha256');
  try {
    const { code = '' } = await minify(source, { parse: { bare_returns: true } });
    hash.update(code);
  } catch (error) {
    hash.update(String(error));
  }
  return { file, hash: hash.digest('hex') };
}

const INSTALL = `this demo needs nats-server on the PATH:
  Debian, Ubuntu   sudo apt-get install nats-server
  macOS            brew install nats-server
  a container      docker run --rm -p 4222:4222 nats:2 -js      (then: --server nats://127.0.0.1:4222)`;

const MAIN = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { files: { type: 'string', default: '300' }, server: { type: 'string' } },
  });
  const hasServer = spawnSync('nats-server', ['--version']).status === 0;
  if (values.server === undefined && !hasServer) {
    console.error(INSTALL);
    process.exitCode = 1;
    return;
  }
  const files = spread(await findScripts('node_modules')).slice(0, Number(values.files));
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-demo-'));
  const programs: ChildProcess[] = [];
  try {
    const server = values.server ?? (await startServer(folder, programs));
    await runOn(server, files, programs);
  } finally {
    await Promise.all(programs.map(end));
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runOn(
  server: string,
  files: readonly string[],
  programs: ChildProcess[],
): Promise<void> {
  await using pool = new ClusterPool({ server, pool: 'demo' });
  const [first, second] = ['first', 'second'].map((name) => startHost(server, name));
  if (first === undefined || second === undefined) return;
  programs.push(first, second);
  await pool.ready();
  console.log(`${files.length} files for hosts 'first' and 'second' on ${server}`);

  const startedAtMs = performance.now();
  const bar = progressBar({ label: 'files', total: files.length });
  const results = new Map<string, string>();
  for await (const { file, hash } of pool.imapUnordered(minifyFile, files)) {
    results.set(file, hash);
    bar.update({ done: results.size });
    if (results.size !== Math.floor(files.length / 3)) continue;
    first.kill('SIGKILL');
    console.log(`killed host 'first' after ${results.size} files; what it held comes to the other`);
  }
  bar.stop();
  const seconds = (performance.now() - startedAtMs) / 1000;
  console.log(
    `${results.size} results after ${seconds.toFixed(1)} s; compared with a plain loop here:`,
  );

  let wrong = files.length - results.size;
  for (const file of files) if ((await minifyFile(file)).hash !== results.get(file)) wrong += 1;
  console.log(wrong === 0 ? 'every file once, every output the same' : `${wrong} outputs differ`);
  if (wrong > 0) process.exitCode = 1;
}

async function startServer(folder: string, programs: ChildProcess[]): Promise<string> {
  const port = await freePort();
  const args = ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', folder];
  const child = spawn('nats-server', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  programs.push(child);
  let log = '';
  for await (const text of child.stderr.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    log += String(text);
    if (log.includes('Server is ready')) break;
  }
  child.stderr.resume();
  return `nats://127.0.0.1:${port}`;
}

/** What `npx manyhands worker` is on another machine. */
function startHost(server: string, name: string): ChildProcess {
  const args = [MAIN, 'worker', '--server', server, '--pool', 'demo', '--name', name];
  return spawn(process.execPath, [...args, '--workers', '1'], { stdio: 'ignore' });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 4222;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'exit');
  child.kill('SIGTERM');
  await closed;
}

await main();
