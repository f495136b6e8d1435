/** `manyhands jobs`, `cancel` and `retry`: what a server has of each job, and what to do with it. */
import { cancelJob } from '../detached/cancel-job.ts';
import { findDeadLetters, retryDeadLetters } from '../detached/dead-letters.ts';
import { findManifest } from '../detached/manifest.ts';
import { describePlacement } from '../messages/labels.ts';
import { checkToken, isToken } from '../engine/names.ts';
import {
  type Access,
  onlyArgument,
  parseCommand,
  printJson,
  printTable,
  withAccess,
} from './access.ts';
import { CONNECTION_HELP } from './connection-flags.ts';

export const JOBS_HELP: string = `manyhands jobs: what a pool's server has of each job: chunks in the queue, results, stored bodies

  --failed          only detached jobs with chunks that no host has finished
  --json            for programs
${CONNECTION_HELP}`;
export const CANCEL_HELP: string = `manyhands cancel JOB: stop a job and take all of it away from the server\n\n${CONNECTION_HELP}`;
export const RETRY_HELP: string = `manyhands retry JOB: give the chunks of a detached job that no host has finished to hosts again\n\n${CONNECTION_HELP}`;

interface JobRow {
  readonly job: string;
  readonly queued: number;
  readonly results: number;
  readonly stored: number;
  /** Of a detached job. */
  readonly name?: string;
  readonly items?: number;
  readonly chunks?: number;
  readonly submittedAtMs?: number;
  /** What it asks of hosts. */
  readonly on?: string;
  /** Results, since it was submitted. */
  readonly chunksPerSecond?: number;
  /** With `--failed`: how many chunks no host has finished. */
  readonly failed?: number;
}

export async function jobs(argv: readonly string[]): Promise<void> {
  const { values } = parseCommand(argv, ['json', 'failed']);
  await withAccess(values, async (access) => {
    const all = await findJobs(access);
    const rows = values.failed === true ? await onlyFailed(access, all) : all;
    if (values.json === true) printJson(rows);
    else printTable([HEADS, ...rows.map(cellsOf)], values.failed === true ? NONE_FAILED : NONE);
  });
}

export async function cancel(argv: readonly string[]): Promise<void> {
  const { values, positionals } = parseCommand(argv, []);
  const job = onlyArgument(
    positionals,
    'cancel takes one job: `manyhands jobs` shows which there are',
  );
  await withAccess(values, async (access) => {
    const dropped = await cancelJob(access, checkToken('JOB', job));
    console.log(`job ${job} is cancelled; ${dropped} chunks were in the queue`);
  });
}

export async function retry(argv: readonly string[]): Promise<void> {
  const { values, positionals } = parseCommand(argv, []);
  const job = onlyArgument(
    positionals,
    'retry takes one job: `manyhands jobs --failed` shows which there are',
  );
  await withAccess(values, async (access) => {
    const count = await retryDeadLetters(access, checkToken('JOB', job));
    console.log(`${count} chunks of job ${job} are in the queue again`);
  });
}

async function findJobs({ engine, signer }: Access): Promise<JobRow[]> {
  const [chunks, results, stored] = await Promise.all([
    engine.chunks.waiting(),
    engine.results.jobs(),
    engine.store.jobs(),
  ]);
  const ids = [...new Set([...chunks.keys(), ...results.keys(), ...stored.keys()])].sort();
  return await Promise.all(
    ids.map(async (job) => {
      const counts = {
        job,
        queued: chunks.get(job) ?? 0,
        results: results.get(job) ?? 0,
        stored: stored.get(job) ?? 0,
      };
      const manifest = isToken(job) ? await findManifest({ engine, signer }, job) : undefined;
      if (manifest === undefined) return counts;
      const seconds = Math.max(1, Date.now() - manifest.submittedAtMs) / 1000;
      const chunksPerSecond = Number((counts.results / seconds).toPrecision(3));
      return { ...counts, ...manifest, chunksPerSecond };
    }),
  );
}

async function onlyFailed(access: Access, rows: readonly JobRow[]): Promise<JobRow[]> {
  const detached = rows.filter(({ name, queued }) => name !== undefined && queued > 0);
  const counted = await Promise.all(
    detached.map(async (row) => {
      return { ...row, failed: (await findDeadLetters(access, row.job)).length };
    }),
  );
  return counted.filter(({ failed }) => failed > 0);
}

function cellsOf({ job, queued, results, stored, failed, ...rest }: JobRow): string[] {
  const { name, items, chunks, chunksPerSecond, on } = rest;
  const asks = on === undefined ? '' : `, on ${describePlacement(on)}`;
  const what =
    name === undefined
      ? job.startsWith('s-')
        ? 'functions of a submitter'
        : ''
      : `'${name}' on ${items} items, in ${chunks} chunks${asks}, ${chunksPerSecond}/s`;
  const dead = failed === undefined ? '' : `; ${failed} chunks that no host has finished`;
  return [job, String(queued), String(results), String(stored), what + dead];
}

const HEADS = ['JOB', 'QUEUED', 'RESULTS', 'STORED', ''];
const NONE = 'there is no job';
const NONE_FAILED = 'no detached job has chunks that hosts have given up';
