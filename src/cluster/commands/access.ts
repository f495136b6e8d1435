/** What the commands that look at a cluster share: their flags, their connection, how they print. */
import { parseArgs } from 'node:util';
import { OptionError } from '../../core/base/errors.ts';
import { printableLine } from '../../core/base/printable.ts';
import { resolveConnection } from '../connect.ts';
import type { Engine } from '../engine/engine.ts';
import { Signer } from '../signing/signer.ts';
import { CONNECTION_FLAGS, type ConnectionFlags, connectionOf } from './connection-flags.ts';

export interface Access {
  readonly engine: Engine;
  readonly signer: Signer;
  /** Why answers of hosts did not count, as far as that has been said. */
  readonly said: Set<string>;
}

const OWN_FLAGS = {
  json: { type: 'boolean' },
  failed: { type: 'boolean' },
  wait: { type: 'boolean' },
  force: { type: 'boolean' },
} as const;

export type OwnFlag = keyof typeof OWN_FLAGS;

export interface ParsedCommand {
  readonly values: ConnectionFlags & { readonly [flag in OwnFlag]?: boolean };
  readonly positionals: readonly string[];
}

/** `flags`: those of the command itself. @throws for an unknown flag, as `parseArgs` does */
export function parseCommand(argv: readonly string[], flags: readonly OwnFlag[]): ParsedCommand {
  const own = Object.fromEntries(flags.map((flag) => [flag, OWN_FLAGS[flag]]));
  const options = { ...CONNECTION_FLAGS, ...(own as Partial<typeof OWN_FLAGS>) };
  return parseArgs({ args: [...argv], options, allowPositionals: true }) as ParsedCommand; // its own flags are booleans
}

/** The one argument of a command. */
export function onlyArgument(positionals: readonly string[], usage: string): string {
  const [only, ...more] = positionals;
  if (only !== undefined && more.length === 0) return only;
  throw new OptionError(usage);
}

/** Connects, as a submitter, for as long as `use` takes. */
export async function withAccess(
  values: ConnectionFlags,
  use: (access: Access) => Promise<void>,
): Promise<void> {
  const connection = resolveConnection(connectionOf(values), 'submitter');
  await using engine = await connection.open();
  await use({
    engine,
    signer: new Signer(connection.keyring, connection.pool),
    said: new Set(),
  });
}

export function printJson(value: unknown): void {
  console.log(JSON.stringify(value, undefined, 2));
}

/** The first row is the heads of the columns. */
export function printTable(rows: readonly (readonly string[])[], empty: string): void {
  if (rows.length === 1) {
    console.log(empty);
    return;
  }
  const shown = rows.map((row) => row.map(printableLine)); // names come from other machines
  const widths = (shown[0] ?? []).map((_, at) =>
    Math.max(...shown.map((row) => row[at]?.length ?? 0)),
  );
  for (const row of shown) {
    const cells = row.map((text, at) => text.padEnd(widths[at] ?? 0));
    console.log(cells.join('  ').trimEnd());
  }
}
