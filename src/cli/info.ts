/** `manyhands info`: what this machine and this version of Node offer, and why. */
import { availableParallelism, cpus, totalmem } from 'node:os';
import zlib from 'node:zlib';
import { describeRelease } from '../cluster/signing/release.ts';
import { cpuCount } from '../index.ts';
import { canStripTypes, findTsx } from './module-spec.ts';

/** Facts by their names. Where something is missing, the value says what to do. */
export function readInfo(): Readonly<Record<string, string>> {
  return {
    version: describeRelease(),
    node: `${process.version} (${process.platform} ${process.arch})`,
    workers: `${cpuCount()} by default: ${whyCores()}`,
    memory: `${Math.round(totalmem() / 2 ** 20)} MiB`,
    typescript: typescript(),
    gzip: 'yes',
    zstd: Reflect.has(zlib, 'createZstdDecompress') ? 'yes' : 'no: Node 22.15 or newer has it',
    loaders: process.execArgv.join(' ') || 'none',
  };
}

export function printInfo(isJson: boolean): void {
  const info = readInfo();
  const lines = Object.entries(info).map(([name, value]) => `${name.padEnd(12)}${value}`);
  process.stdout.write(isJson ? `${JSON.stringify(info, null, 2)}\n` : `${lines.join('\n')}\n`);
}

function whyCores(): string {
  const override = process.env['MANYHANDS_CPU_COUNT'];
  if (override !== undefined && override !== '') return 'MANYHANDS_CPU_COUNT says so';
  const machine = cpus().length;
  const allowed = availableParallelism();
  const reasons = [`the machine has ${machine} cores`];
  if (allowed < machine) reasons.push(`this process may run on ${allowed} of them`);
  if (cpuCount() < allowed) reasons.push(`the control group allows the time of ${cpuCount()}`);
  return reasons.join(', ');
}

function typescript(): string {
  if (canStripTypes()) return 'yes: this Node strips types';
  const tsx = findTsx(process.cwd());
  return tsx === undefined
    ? 'no: npm install --save-dev tsx, or Node 22.18 or newer'
    : `yes: through tsx (${tsx})`;
}
