/** `manyhands hosts` and `drain`: which hosts are there, and having one leave. */
import { setTimeout as delay } from 'node:timers/promises';
import { OptionError } from '../../core/base/errors.ts';
import { printable } from '../../core/base/printable.ts';
import { EngineError } from '../engine/engine-error.ts';
import { decodeHostInfo, type HostInfo, whyIdle } from '../messages/host-info.ts';
import { describeLabels } from '../messages/labels.ts';
import { giveOrder } from '../messages/host-order.ts';
import {
  type Access,
  onlyArgument,
  parseCommand,
  printJson,
  printTable,
  withAccess,
} from './access.ts';
import { CONNECTION_HELP } from './connection-flags.ts';
import { thrownText } from '../../core/base/thrown-text.ts';

export const HOSTS_HELP: string = `manyhands hosts: the hosts of a pool that are there

  --json            all that they say of themselves, for programs
${CONNECTION_HELP}`;
export const DRAIN_HELP: string = `manyhands drain HOST: have a host leave, by its name or id: it takes nothing more and finishes what it runs

  --wait            until it is gone
${CONNECTION_HELP}`;

export async function hosts(argv: readonly string[]): Promise<void> {
  const { values } = parseCommand(argv, ['json']);
  await withAccess(values, async (access) => {
    const infos = (await findHosts(access)).sort((a, b) => a.name.localeCompare(b.name));
    if (values.json === true) printJson(infos);
    else printTable([HEADS, ...infos.map(rowOf)], 'no host is there');
  });
}

export async function drain(argv: readonly string[]): Promise<void> {
  const { values, positionals } = parseCommand(argv, ['wait']);
  const host = onlyArgument(
    positionals,
    'drain takes one host: `manyhands hosts` shows which there are',
  );
  await withAccess(values, async (access) => {
    const meant = (await findHosts(access)).filter(({ id, name }) => id === host || name === host);
    if (meant.length === 0) {
      throw new OptionError(
        `no host '${host}' is there: \`manyhands hosts\` shows which there are`,
      );
    }
    for (const { id, name } of meant) {
      giveOrder(access, id, 'drain');
      const { busy } = await whenLeaving(access, id);
      console.log(`host ${name} leaves; it runs ${busy} chunks`);
    }
    const ids = new Set(meant.map(({ id }) => id));
    while (values.wait === true && (await findHosts(access)).some(({ id }) => ids.has(id))) {
      await delay(LOOK_MS);
    }
  });
}

/** Those that answer; why others do not count goes to stderr, once. */
async function findHosts({ engine, signer, said }: Access): Promise<HostInfo[]> {
  const question = signer.sign('question', {}, new Uint8Array(0));
  const infos = new Map<string, HostInfo>();
  const refused: string[] = [];
  for (const message of await engine.presence.hosts(question)) {
    try {
      const info = decodeHostInfo(signer.verify('host', message).body);
      infos.set(info.id, info);
    } catch (error) {
      refused.push(printable(thrownText(error)));
    }
  }
  for (const why of new Set(refused)) {
    if (said.has(why)) continue;
    said.add(why);
    const count = refused.filter((one) => one === why).length;
    console.error(`${count} more answered, of no use to this command: ${why}`);
  }
  return [...infos.values()];
}

/** Orders are not answered, but what a host says of itself is: it takes nothing any more. */
async function whenLeaving(access: Access, id: string): Promise<{ readonly busy: number }> {
  for (let look = 0; look < LOOKS; look += 1) {
    const info = (await findHosts(access)).find((one) => one.id === id);
    if (info === undefined) return { busy: 0 };
    if (info.slots === 0 && info.quarantinedUntilMs === undefined) return info;
    await delay(LOOK_MS);
  }
  const text = `host ${id} was told to leave and goes on: does it know the key of this command?`;
  throw new EngineError('forbidden', text);
}

const HEADS = ['HOST', 'BUSY', 'ITEMS/S', 'FAILURES', 'PROCESS', 'RUNS', 'LABELS', ''];

function rowOf(info: HostInfo): string[] {
  const { counts } = info;
  return [
    info.name,
    `${info.busy}/${info.slots}`,
    String(counts?.itemsPerSecond ?? ''),
    String(counts?.failures ?? ''),
    `pid ${info.pid}`,
    `${info.version}, Node ${info.node}`,
    describeLabels(info.labels),
    whyIdle(info),
  ];
}

const LOOK_MS = 250;
const LOOKS = 20;
