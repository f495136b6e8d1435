/** How many CPUs this program may use: fewer than the machine has, in many containers. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { checkInteger } from '../base/check.ts';

/**
 * The number of CPUs this program may use, at least 1: the default number of workers.
 *
 * `MANYHANDS_CPU_COUNT` decides if it is set (an integer of at least 1, as CPython's
 * `PYTHON_CPU_COUNT`); otherwise it is the smaller of the CPUs the process may run on (affinity) and,
 * on Linux, the control group's CPU quota, rounded up.
 *
 * @throws OptionError if `MANYHANDS_CPU_COUNT` is no such number.
 * @example
 * await using pool = new Pool(Math.max(1, cpuCount() - 1)); // leaves one for this program
 */
export function cpuCount(): number {
  const override = process.env['MANYHANDS_CPU_COUNT'];
  if (override !== undefined && override !== '') {
    const count = /^\d+$/.test(override) ? Number(override) : override;
    return checkInteger('the environment variable MANYHANDS_CPU_COUNT', count, 1);
  }
  return Math.max(1, Math.min(availableParallelism(), cgroupQuota()));
}

/** CPUs the control group may use, rounded up; infinite where there is no limit to be seen. */
function cgroupQuota(): number {
  if (process.platform !== 'linux') return Number.POSITIVE_INFINITY;
  return Math.min(quotaOfVersion2(), quotaOfVersion1());
}

/** cgroup v2: "max 100000" or "150000 100000" in `cpu.max` of our group or one around it. */
function quotaOfVersion2(): number {
  const [, path] = /^0::(.*)$/m.exec(read('/proc/self/cgroup')) ?? [];
  if (path === undefined) return Number.POSITIVE_INFINITY;
  const quotas = ancestors(path).map((group) => {
    const [quota, period] = read(join('/sys/fs/cgroup', group, 'cpu.max')).split(/\s/);
    return toCpus(quota, period);
  });
  return Math.min(...quotas);
}

/** cgroup v1: two files, -1 for no limit. */
function quotaOfVersion1(): number {
  const folder = '/sys/fs/cgroup/cpu';
  return toCpus(read(`${folder}/cpu.cfs_quota_us`), read(`${folder}/cpu.cfs_period_us`));
}

function toCpus(quota: string | undefined, period: string | undefined): number {
  const cpus = Number.parseInt(quota ?? '', 10) / Number.parseInt(period ?? '', 10);
  return cpus > 0 ? Math.ceil(cpus) : Number.POSITIVE_INFINITY; // "max", -1, or no such file
}

/** "/a/b" → "/a/b", "/a", "/". */
function ancestors(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return [...parts.map((_, i) => `/${parts.slice(0, parts.length - i).join('/')}`), '/'];
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return ''; // not this kind of system
  }
}
