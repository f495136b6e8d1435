/** The settings of one run of `manyhands map`: every option resolved. */
import type { InputFormat, PlannedInput } from './inputs/plan-inputs.ts';
import type { ModuleSpec } from './module-spec.ts';
import type { OutputFormat } from './outputs/formats.ts';

export interface MapSettings {
  readonly spec: ModuleSpec;
  /** The function that gives the key of a result, if results are to be counted. */
  readonly countBy: ModuleSpec | undefined;
  /** The function that joins two results, if one is to come out of all. */
  readonly reduce: ModuleSpec | undefined;
  readonly inputs: readonly PlannedInput[];
  readonly inputFormat: InputFormat | undefined;
  readonly outputFormat: OutputFormat;
  /** Undefined: stdout. */
  readonly output: string | undefined;
  readonly isOrdered: boolean;
  readonly workers: number;
  readonly kind: 'process' | 'thread';
  readonly chunkSize: number | 'auto';
  readonly timeoutMs: number | undefined;
  readonly retries: number;
  readonly maxMemoryBytes: number | undefined;
  readonly onError: 'stop' | 'skip';
  readonly errors: string | undefined;
  readonly checkpoint: string | undefined;
  readonly checkpointEveryMs: number;
  readonly joblog: string | undefined;
  /** The file for what workers do. */
  readonly trace?: string;
  /** The port of the dashboard, if there is one; 0: any. */
  readonly dashboardPort?: number;
  /** Whether to print at the end what the pool has done. */
  readonly hasStats?: true;
  readonly isQuiet: boolean;
  readonly isDryRun: boolean;
}

/** The file that collects the results until they are complete; then it is renamed to `output`. */
export function partOf(output: string): string {
  return `${output}.part`;
}
