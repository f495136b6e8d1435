/** Headers as NATS carries them, and back: ours apart from those of the server and of this engine. */
import { headers as newHeaders, type MsgHdrs } from '@nats-io/transport-node';
import type { Headers, Message } from '../engine.ts';

/** The engine's own headers: never seen above the port. */
export const INDEX = 'Engine-Index';
export const PIECES = 'Engine-Pieces';
export const PUT = 'Engine-Put';

export function toNats(headers: Headers, own: Headers = {}): MsgHdrs {
  const all = newHeaders();
  for (const [name, value] of Object.entries(headers)) all.set(name, value);
  for (const [name, value] of Object.entries(own)) all.set(name, value);
  return all;
}

export function fromNats(headers: MsgHdrs | undefined): Headers {
  const ours: Record<string, string> = {};
  for (const name of headers?.keys() ?? []) {
    // A name that comes twice counts once, so that what is checked is what is used.
    if (!RESERVED.test(name)) ours[name] = headers?.get(name) ?? '';
  }
  return ours;
}

export function messageOf({ headers, data }: Received): Message {
  return { headers: fromNats(headers), body: data };
}

/** A message of either kind: of the server's plain ones, or out of a stream. */
interface Received {
  readonly headers?: MsgHdrs | undefined;
  readonly data: Uint8Array;
}

const RESERVED = /^(nats|engine)-/i;
