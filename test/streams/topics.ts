/** Every topic of the suite. */
import type { Subject } from '../conformance/subject.ts';
import { adaptive } from './adaptive.ts';
import { cancellation } from './cancellation.ts';
import { chunkSizes } from './chunk-sizes.ts';
import { closing } from './closing.ts';
import { consumers } from './consumers.ts';
import { context } from './context.ts';
import { ending } from './ending.ts';
import { failures } from './failures.ts';
import { fairness } from './fairness.ts';
import { laziness } from './laziness.ts';
import { progress } from './progress.ts';
import { retries } from './retries.ts';
import { sources } from './sources.ts';
import { through } from './through.ts';
import { timeLimits } from './time-limits.ts';

export const TOPICS = {
  laziness,
  closing,
  fairness,
  consumers,
  failures,
  sources,
  'time limits': timeLimits,
  cancellation,
  retries,
  progress,
  ending,
  context,
  adaptive,
  'chunk sizes': chunkSizes,
  through,
} satisfies Readonly<Record<string, (subject: Subject) => void>>;

export type Topic = keyof typeof TOPICS;

/** In which workers end, or streams with them. The others, of which the caller's side is most, are those of threads. */
export const TOPICS_OF_PROCESSES: readonly Topic[] = [
  'closing',
  'fairness',
  'failures',
  'time limits',
  'cancellation',
  'retries',
  'ending',
  'adaptive',
];

export function topicsWithout(topics: readonly Topic[]): Topic[] {
  return (Object.keys(TOPICS) as Topic[]).filter((topic) => !topics.includes(topic)); // its own keys
}
