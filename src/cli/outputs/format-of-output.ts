/** The format of an output, by the ending of its name. */
import { UsageError } from '../failures.ts';
import type { OutputFormat } from './formats.ts';
import { isStream } from './target.ts';

const BY_ENDING: Readonly<Record<string, OutputFormat>> = {
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  json: 'json',
  csv: 'csv',
  txt: 'lines',
  log: 'lines',
};

/** NDJSON where there is no ending. @throws UsageError for an ending that promises something else */
export function formatOfOutput(output: string | undefined): OutputFormat {
  if (output === undefined || isStream(output)) return 'ndjson';
  const ending = /[^/\\.]\.([^./\\]+)$/.exec(output)?.[1]?.toLowerCase();
  if (ending === undefined) return 'ndjson';
  if (Object.hasOwn(BY_ENDING, ending)) return BY_ENDING[ending] ?? 'ndjson';
  if (ending === 'gz' || ending === 'zst') {
    throw new UsageError(
      `the output ${output} would not be packed: write it plain, or pipe stdout into gzip or zstd`,
    );
  }
  throw new UsageError(
    `there is no output format for .${ending} (${output}): there are .${Object.keys(BY_ENDING).join(', .')}\n  → -f NAME says what to write into a file of any name`,
  );
}
