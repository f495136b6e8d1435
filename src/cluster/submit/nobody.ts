/** Work waits, and no host does it: what a submitter says of that. */
import { printableLine } from '../../core/base/printable.ts';
import { type HostInfo, whyIdle } from '../messages/host-info.ts';
import { describeLabels, describePlacement, meets } from '../messages/labels.ts';

export interface Nobody {
  /** What the work asks of hosts; `''`: nothing. */
  readonly placement: string;
  /** Those that are there. None of them can take it. */
  readonly hosts: readonly HostInfo[];
  /** Why others that have answered are of no use. */
  readonly refusals: Iterable<string>;
}

export function warnOfNobody(pool: string, { placement, hosts, refusals }: Nobody): void {
  const fitting = hosts.filter(({ labels }) => meets(labels, placement)).slice(0, MOST);
  const idle = fitting.map((host) => `host ${host.name}: ${whyIdle(host)}`);
  const reasons = [...refusals, ...idle, ...(fitting.length === 0 ? lacking(hosts) : [])];
  const asked = placement === '' ? '' : ` with ${describePlacement(placement)}`;
  const why =
    reasons.length === 0
      ? `no host of pool '${pool}' answers: start one with \`${commandFor(placement)}\`, with the same server, pool and key`
      : `no host of pool '${pool}' can be used, although some answer: ${reasons.map(printableLine).join('; ')}`;
  process.emitWarning(
    `work waits, and no host${asked} is there to do it: ${why}`,
    'ClusterWarning',
  );
}

/** Hosts that are there without what is asked for. */
function lacking(hosts: readonly HostInfo[]): string[] {
  const shown = hosts.slice(0, MOST).map(({ name, labels }) => {
    const has = describeLabels(labels);
    return `host ${name} has ${has === '' ? 'no labels' : has}`;
  });
  return hosts.length > MOST ? [...shown, `and so on, ${hosts.length} hosts`] : shown;
}

function commandFor(placement: string): string {
  const labels = placement === '' ? [] : placement.split('+').map((part) => ` --label ${part}`);
  return `npx manyhands worker${labels.join('')}`;
}

const MOST = 3;
