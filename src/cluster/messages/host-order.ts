/** What a host can be told to do: signed, and for one start of one host. */
import type { Engine } from '../engine/engine.ts';
import type { Signer } from '../signing/signer.ts';

/** `drain`: leave, in order. `resume`: take work again, also in quarantine. */
export type HostOrder = 'drain' | 'resume';

/** Reaches `host`, an id, if it is there at this moment; nothing answers. */
export function giveOrder(
  { engine, signer }: { readonly engine: Pick<Engine, 'control'>; readonly signer: Signer },
  host: string,
  order: HostOrder,
): void {
  engine.control.say('order', signer.sign('order', { host, do: order }, new Uint8Array(0)));
}
