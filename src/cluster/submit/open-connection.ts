import type { Engine } from '../engine/engine.ts';
import type { Serials } from '../messages/ledger.ts';
import type { Signer } from '../signing/signer.ts';

/** What a submitter uses of its connection once that has been opened. */
export interface OpenConnection {
  readonly engine: Engine;
  readonly signer: Signer;
  /** The job name under which this submitter keeps its recipes in the store. */
  readonly namespace: string;
  /** The numbers of its chunks: hosts ask which of them it waits for. */
  readonly serials: Serials;
  /** Where hosts send results to. */
  readonly address: string;
}
