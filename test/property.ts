/**
 * fast-check with a seed that is printed, so that a failure can be repeated: set `FC_SEED`.
 */
import fc from 'fast-check';

const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
fc.configureGlobal({ seed, numRuns: 200 });
process.stdout.write(`# fast-check seed ${seed} (repeat with FC_SEED=${seed})\n`);

export { fc };
