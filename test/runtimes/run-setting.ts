/** Runs the program in one setting, in a folder of its own. */
import { spawn } from 'node:child_process';
import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DONE } from './programs.js';
import type { Setting } from './settings.js';

const PACKAGE = fileURLToPath(new URL('../../..', import.meta.url));

/** An alarm for deadlock, not a measurement. */
const DEADLINE_MS = 120_000;

export interface Verdict {
  readonly ok: boolean;
  /** What the program wrote, if it failed. */
  readonly output: string;
}

/** @param tools the folder of installed packages, by name */
export async function runSetting(setting: Setting, node: string, tools?: string): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), 'manyhands-runtime-'));
  try {
    await fill(folder, setting, tools);
    const { before, args, input } = setting;
    if (before !== undefined) {
      const prepared = await run(node, before, { cwd: folder, setting });
      if (prepared.code !== 0) return { ok: false, output: prepared.output };
    }
    const { code, output } = await run(node, args, { cwd: folder, setting, input });
    return { ok: code === 0 && output.includes(DONE), output };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fill(folder: string, { files }: Setting, tools: string | undefined): Promise<void> {
  if (tools === undefined) {
    await mkdir(join(folder, 'node_modules'));
    await symlink(PACKAGE, join(folder, 'node_modules', 'manyhands'), 'dir');
  } else {
    await symlink(join(tools, 'node_modules'), join(folder, 'node_modules'), 'dir');
  }
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}

interface Where {
  readonly cwd: string;
  readonly setting: Setting;
  readonly input?: string | undefined;
}

function run(
  node: string,
  args: readonly string[],
  { cwd, setting: { env, without = [] }, input }: Where,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [...args], {
      cwd,
      env: { ...cleanEnvironment(without), ...env },
      timeout: DEADLINE_MS,
    });
    let output = '';
    child.stdout.on('data', (text: Buffer) => (output += text.toString()));
    child.stderr.on('data', (text: Buffer) => (output += text.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
    child.stdin.end(input);
  });
}

/** The settings must not see that they run inside a test. */
function cleanEnvironment(without: readonly string[]): NodeJS.ProcessEnv {
  const dropped = new Set(['NODE_OPTIONS', 'NODE_TEST_CONTEXT', ...without]);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !dropped.has(name)));
}
