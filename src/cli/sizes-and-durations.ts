/** Parses the amounts that people write on a command line: `512MB`, `30s`, `50%`. */
import { UsageError } from './failures.ts';

const BYTES: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  kib: 2 ** 10,
  m: 1e6,
  mb: 1e6,
  mib: 2 ** 20,
  g: 1e9,
  gb: 1e9,
  gib: 2 ** 30,
};

const MILLISECONDS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** `512MB` → 512,000,000; `1GiB` → 1,073,741,824. @throws UsageError */
export function parseSize(option: string, text: string): number {
  const bytes = Math.round(amount(text, BYTES));
  if (bytes >= 1) return bytes;
  throw new UsageError(
    `${option} must be a size such as 512MB, 1.5GB or 1GiB, but it was '${text}'`,
  );
}

/** `30s`, `500ms`, `5m`, `1h` in milliseconds; a bare number would be a guess. @throws UsageError */
export function parseDuration(option: string, text: string): number {
  const ms = Math.round(amount(text, MILLISECONDS));
  if (ms >= 1) return ms;
  throw new UsageError(
    `${option} must be a duration with its unit, such as 500ms, 30s, 5m or 1h, but it was '${text}'`,
  );
}

/** `4`, or `50%` of `cpus` (rounded, at least one). @throws UsageError */
export function parseJobs(option: string, text: string, cpus: number): number {
  const [, digits, percent] = /^(\d+)(%?)$/.exec(text) ?? [];
  const count = Number(digits);
  const jobs = percent === '%' && count > 0 ? Math.max(1, Math.round((cpus * count) / 100)) : count;
  if (jobs >= 1 && jobs <= MAX_JOBS) return jobs;
  throw new UsageError(
    `${option} must be a number of workers from 1 to ${MAX_JOBS} or a share of the cores such as 50%, but it was '${text}'`,
  );
}

/** A load average, `6.5`, or the one at which `80%` of `cpus` are busy. @throws UsageError */
export function parseLoad(option: string, text: string, cpus: number): number {
  const [, digits, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  const load = percent === '%' ? (cpus * Number(digits)) / 100 : Number(digits);
  if (load > 0) return load;
  throw new UsageError(
    `${option} must be a load such as 6.5, or a share of the cores such as 80%, but it was '${text}'`,
  );
}

/** An integer of at least `min`. @throws UsageError */
export function parseCount(option: string, text: string, min: number): number {
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (count >= min && Number.isSafeInteger(count)) return count;
  throw new UsageError(`${option} must be an integer of at least ${min}, but it was '${text}'`);
}

/** NaN if it is no number with one of the units. */
function amount(text: string, units: Readonly<Record<string, number>>): number {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  const factor = Object.hasOwn(units, unit.toLowerCase()) ? units[unit.toLowerCase()] : undefined;
  return digits === undefined || factor === undefined ? Number.NaN : Number(digits) * factor;
}

/** More processes than any machine runs well; a larger number is taken for a typing error. */
const MAX_JOBS = 4096;
