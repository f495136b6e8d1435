/**
 * Which chunks a submitter still waits for, in its own words: hosts ask for it, so that a chunk that somebody
 * publishes again is not run again, whatever has become of the host that ran it.
 *
 *    every chunk of a submitter has a serial number     done ⇔ below `next`, and not among `open`
 *
 * A ledger that is old never calls a chunk done that is not. So a host may keep one for a moment, and nobody
 * gains by answering with one from before.
 */
import type { Message } from '../engine/engine.ts';
import type { Signer } from '../signing/signer.ts';

/** A longer list is cut: what lies behind is unknown then. */
const MAX_OPEN = 1000;

export interface Ledger {
  readonly next: number;
  readonly open: ReadonlySet<number>;
}

/** The serial numbers of one submitter. */
export class Serials {
  /** In order: a Set keeps it. */
  readonly #open = new Set<number>();
  #next = 1;

  take(): number {
    this.#open.add(this.#next);
    this.#next += 1;
    return this.#next - 1;
  }

  /** Its chunk has its outcome, or nobody wants it any more. */
  drop(serial: number): void {
    this.#open.delete(serial);
  }

  /** What hosts are told. */
  describe(signer: Signer, namespace: string): Message {
    const open: number[] = [];
    let next = this.#next;
    for (const serial of this.#open) {
      if (open.length === MAX_OPEN) next = serial;
      if (open.length === MAX_OPEN) break;
      open.push(serial);
    }
    const body = Buffer.from(JSON.stringify(open));
    return signer.sign('ledger', { scope: namespace, next: String(next) }, body);
  }
}

/** `undefined` if `message` is not the ledger of this submitter. */
export function readLedger(
  signer: Signer,
  namespace: string,
  message: Message,
): Ledger | undefined {
  const verified = signer.find('ledger', message);
  if (verified === undefined || verified.headers['scope'] !== namespace) return undefined;
  const open = JSON.parse(Buffer.from(verified.body).toString()) as readonly number[]; // it is signed
  return { next: Number(verified.headers['next']), open: new Set(open) };
}

export function isDone({ next, open }: Ledger, serial: number): boolean {
  return serial < next && !open.has(serial);
}
