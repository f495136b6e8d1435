/** What the fuzzer finds: one case in which the pool did something else than the oracle. */

export type DomainName = 'values' | 'functions' | 'errors' | 'options' | 'chains' | 'talking';
export type TransportName = 'process' | 'thread' | 'inline';

export interface Divergence {
  readonly domain: DomainName;
  readonly transport: TransportName;
  /** How the case went through the pool: "argument of apply", "captured variable" and so on. */
  readonly way: string;
  /** What differs, in a few words that are the same for all cases of the same fault. */
  readonly what: string;
  /** Where, and what was there instead. */
  readonly detail: string;
  /** The case as a program. */
  readonly code: string;
}

/** Divergences with the same signature are taken for one fault, and told once a run. */
export function signatureOf({ domain, transport, way, what }: Divergence): string {
  return `${domain} · ${transport} · ${way} · ${what}`;
}

export function describe(divergence: Divergence): string {
  return `${signatureOf(divergence)}\n${divergence.detail}\n\n${divergence.code}\n`;
}

/** Thrown inside a property, so that fast-check shrinks the case. */
export class Diverged extends Error {
  readonly divergence: Divergence;

  constructor(divergence: Divergence) {
    super(signatureOf(divergence));
    this.divergence = divergence;
  }
}
