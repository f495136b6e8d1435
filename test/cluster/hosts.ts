/** Descriptions of hosts that are not there. */
import type { HostInfo, Labels } from 'manyhands/cluster';
import type { Message } from '#dist/cluster/engine/engine.js';
import { encodeHostInfo } from '#dist/cluster/messages/host-info.js';
import type { Signer } from '#dist/cluster/signing/signer.js';

export function hostInfo(name: string, slots: number, labels: Labels = {}): HostInfo {
  return {
    id: `h-${name}`,
    name,
    pid: 1,
    slots,
    busy: 0,
    node: process.versions.node,
    version: '0.0.0',
    wire: 3,
    startedAtMs: 0,
    workers: [{ id: 1, pid: 2, state: 'idle' }],
    labels,
  };
}

/** What that host answers to whoever asks which hosts are there. */
export function announcement(
  signer: Signer,
  name: string,
  slots: number,
  labels: Labels = {},
): Message {
  return signer.sign('host', {}, encodeHostInfo(hostInfo(name, slots, labels)));
}
