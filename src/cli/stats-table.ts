/** What `--stats` prints at the end of a run. */
import type { Distribution, PoolStats } from '../index.ts';

/** Some lines, the last with its newline. */
export function statsTable({ workers, tasks, run, wait, ...stats }: PoolStats): string {
  const { done, failed, lost, retried, timedOut, cancelled } = tasks;
  const { perWorker, slowest, utilization, bytesSent, bytesReceived, sinceMs } = stats;
  const counts = { failed, lost, retried, 'timed out': timedOut, cancelled };
  const rows = [
    ['records', listOf([`${done} done`, ...Object.entries(counts).map(countOf)])],
    ['took', `${inSeconds(sinceMs)}, workers busy ${Math.round(utilization * 100)}% of it`],
    ['run', timesOf(run)],
    ['wait', timesOf(wait)],
    ['slowest', listOf(slowest.map(({ runMs }) => inMs(runMs)))],
    ['sent', `${inMegabytes(bytesSent)}, received ${inMegabytes(bytesReceived)}`],
    [
      'workers',
      listOf([`${perWorker.length} at the end`, countOf(['replaced', workers.replaced])]),
    ],
    ...perWorker.map(({ id, pid, tasks: items, busyMs, memory }) => [
      `  worker ${id}`,
      listOf([`pid ${pid}`, `${items} records`, `busy ${inSeconds(busyMs)}`, inMegabytes(memory)]),
    ]),
  ] as const;
  return rows.map(([name, text]) => `${name.padEnd(12)}${text}\n`).join('');
}

function timesOf({ p50, p90, p99, max }: Distribution): string {
  return listOf(Object.entries({ p50, p90, p99, max }).map(([name, ms]) => `${name} ${inMs(ms)}`));
}

function listOf(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}

function countOf([name, count]: readonly [name: string, count: number]): string {
  return count === 0 ? '' : `${count} ${name}`;
}

function inMs(ms: number): string {
  return ms < 1000 ? `${Number(ms.toPrecision(3))} ms` : inSeconds(ms);
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
