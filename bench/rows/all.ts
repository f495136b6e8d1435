/** The rows of the table, in its order. */
import type { Row } from '../row.ts';
import { imported, wholeProgram } from './p00-whole-program.ts';
import { mapNumbers } from './p01-map-numbers.ts';
import { mapObjects, mapRecords } from './p02-map-objects.ts';
import { tinyTasks } from './p03-tiny-tasks.ts';
import { ROUND_TRIPS } from './p04-round-trip.ts';
import { stream } from './p05-stream.ts';
import { workInOrder, workUnordered } from './p05-stream-of-work.ts';
import { echo, transfer } from './p06-echo.ts';
import { startUp } from './p07-start-up.ts';
import { factorials } from './p08-factorials.ts';
import { endless } from './p09-endless.ts';
import { skew } from './p10-skew.ts';
import { sharedImage, wholeImage } from './p11a-shared-image.ts';
import { workerState } from './p11b-worker-state.ts';
import { initialisation } from './p11c-initialisation.ts';
import { growth } from './p12-growth.ts';
import { LARGE } from './p13-large-buffers.ts';
import { CHAINS } from './p14-chains.ts';
import { SHARED } from './p16-shared.ts';

export const ROWS: readonly Row[] = [
  wholeProgram,
  imported,
  mapNumbers,
  mapObjects,
  mapRecords,
  tinyTasks,
  ...ROUND_TRIPS,
  stream,
  workInOrder,
  workUnordered,
  echo,
  transfer,
  startUp,
  factorials,
  endless,
  skew,
  sharedImage,
  workerState,
  initialisation,
  wholeImage,
  growth,
  ...LARGE,
  ...CHAINS,
  ...SHARED,
];

/** The name of the second table: what the first has no time for. */
export const MORE = 'more';

/** `P3` means that row, `P11` all its parts, `more` those of the second table; nothing, those of the first. */
export function rowsNamed(wanted: readonly string[]): Row[] {
  const isWanted = ({ id, table }: Row): boolean =>
    wanted.some(
      (name) => id.replace(/[a-z]$/, '') === name.toUpperCase() || id === name || table === name,
    );
  return ROWS.filter((row) => (wanted.length === 0 ? row.table === undefined : isWanted(row)));
}
