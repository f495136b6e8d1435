/** Runs a program of some files in a folder of its own, with this package and its dependencies installed. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../../..', import.meta.url));

/** An alarm for deadlock, not a measurement. */
const DEADLINE_MS = 60_000;

export interface Program {
  readonly files: Readonly<Record<string, string>>;
  /** After `node`. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What the program wrote. It is an error if it fails. */
export async function runProgram({ files, args, env = {} }: Program): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'manyhands-program-'));
  try {
    await install(folder);
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    return await run(folder, args, env);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Links, one by one, so that a program may bring packages of its own. */
async function install(folder: string): Promise<void> {
  const modules = join(folder, 'node_modules');
  await mkdir(modules);
  const installed = await readdir(join(ROOT, 'node_modules'));
  for (const name of installed.filter((one) => !one.startsWith('.')))
    await symlink(join(ROOT, 'node_modules', name), join(modules, name), 'dir');
  await symlink(ROOT, join(modules, 'manyhands'), 'dir');
}

function run(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { NODE_OPTIONS: _options, NODE_TEST_CONTEXT: _context, ...rest } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], {
      cwd,
      env: { ...rest, ...env },
      timeout: DEADLINE_MS,
    });
    let [output, errors] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (output += text.toString()));
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`the program ended with ${code}:\n${output}\n${errors}`));
    });
  });
}
