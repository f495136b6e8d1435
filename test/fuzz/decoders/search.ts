/** Looks for bytes that a decoder neither reads nor refuses, or for which it makes what is not there. */
import { fc } from '../../property.ts';
import { damaged } from './damage.ts';
import { DECODERS, type Decoder, isAllowed } from './decoders.ts';

/** A few hundred bytes may become some MB; not what they say. */
const MAX_BYTES = 128 << 20;
const CASES_A_ROUND = 2000;

/** What is wrong, in words with the bytes that show it; undefined if nothing was found. */
export async function checkDecoder(
  decoder: Decoder,
  seed: number,
  numRuns: number,
): Promise<string | undefined> {
  let before = process.memoryUsage().rss;
  let largest = 0;
  const property = fc.asyncProperty(damaged(decoder.good), async (bytes) => {
    try {
      await decoder.read(bytes);
    } catch (error) {
      if (!isAllowed(decoder, error)) throw error;
    }
    const now = process.memoryUsage.rss();
    largest = Math.max(largest, now - before);
    before = now;
    if (largest > MAX_BYTES) throw new Error(`${largest} bytes were made for ${bytes.length}`);
  });
  const details = await fc.check(property, { seed, numRuns });
  if (!details.failed) return undefined;
  const [bytes] = details.counterexample ?? [Buffer.alloc(0)];
  const error = details.errorInstance;
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${decoder.name}, --seed ${seed}: ${what}\n  Buffer.from('${bytes.toString('base64')}', 'base64')`;
}

interface TimedRun {
  readonly seed: number;
  readonly deadlineMs: number;
  readonly only: string | undefined;
}

/** Until the time is up. Whether nothing was found. */
export async function searchDecoders({ seed, deadlineMs, only }: TimedRun): Promise<boolean> {
  const decoders = DECODERS.filter(({ name }) => only === undefined || name === only);
  if (decoders.length === 0)
    throw new RangeError(`--only is one of ${DECODERS.map(({ name }) => name).join(', ')}`);
  const found = new Map<string, string>();
  let rounds = 0;
  for (; performance.now() < deadlineMs; rounds += 1) {
    for (const decoder of decoders.filter(({ name }) => !found.has(name))) {
      const finding = await checkDecoder(decoder, seed + rounds, CASES_A_ROUND);
      if (finding === undefined) continue;
      found.set(decoder.name, finding);
      console.log(`\n── ${finding}`);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  console.log(`${rounds * CASES_A_ROUND} cases for each decoder, ${found.size} findings`);
  return found.size === 0;
}
