/**
 * A host that has no pool yet: a pool is made by its first submitter, and where its name or its version is another, that
 * is for ever. So its operator is told, and submitters that ask who is there are answered: those of another version
 * say then what is wrong.
 */
import type { Message, WhileWaiting } from '../engine/engine.ts';
import { WIRE_VERSION } from '../../core/wire/messages.ts';
import { encodeHostInfo } from '../messages/host-info.ts';
import type { Labels } from '../messages/labels.ts';
import { describeRelease, RELEASE } from '../signing/release.ts';
import type { Signer } from '../signing/signer.ts';
import { Lines } from './lines.ts';
import { noteIfRefused } from './refused-question.ts';

export interface WaitingHostOptions {
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
  readonly pool: string;
  readonly signer: Signer;
  readonly log: (line: string) => void;
}

/** How long a pool may take before that is worth a line. */
const PATIENCE_MS = 5000;

export class WaitingHost implements WhileWaiting, Disposable {
  readonly #giveUp = new AbortController();
  readonly #lines: Lines;
  readonly #options: WaitingHostOptions;
  readonly #warning: NodeJS.Timeout;

  constructor(options: WaitingHostOptions) {
    const { log, pool } = options;
    this.#options = options;
    this.#lines = new Lines(log);
    const text =
      `this host waits: no submitter of ${describeRelease()} has made pool '${pool}' on this server yet; ` +
      'is its name right, and does a submitter of that wire run?';
    this.#warning = setTimeout(() => log(text), PATIENCE_MS).unref();
  }

  get signal(): AbortSignal {
    return this.#giveUp.signal;
  }

  giveUp(): void {
    this.#giveUp.abort();
  }

  readonly describe = (question: Message): Message => {
    const { id, name, labels, signer } = this.#options;
    noteIfRefused(question, signer, this.#lines);
    const { pid, versions } = process;
    const it = { id, name, labels, pid, node: versions.node, version: RELEASE, wire: WIRE_VERSION };
    const info = { ...it, slots: 0, busy: 0, startedAtMs: Date.now(), workers: [] };
    return signer.sign('host', {}, encodeHostInfo(info));
  };

  [Symbol.dispose](): void {
    clearTimeout(this.#warning);
    this.#lines[Symbol.dispose]();
  }
}
