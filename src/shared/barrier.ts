/** `Barrier`: nobody goes on before all are there. */
import type { WaitOptions } from '../core/api/wait-options.ts';
import { checkInteger } from '../core/base/check.ts';
import { HomeLink } from './link.ts';
import { BarrierCore } from './objects/barrier-core.ts';
import { becomeFace, callNow, callWaiting, registerFace } from './shared-object.ts';

/**
 * A barrier for so many parties, over and over. It breaks if one of those that wait gives up, or a worker that has it
 * dies while others wait: then all get a BrokenBarrierError until it is `reset`.
 *
 * @example
 * const barrier = new Barrier(2);
 * const indices = await pool.map(async () => await barrier.wait(), [1, 2], { chunkSize: 1 });
 * console.log(indices.sort()); // [0, 1]
 */
export class Barrier {
  /**
   * @param parties how many have to wait, 1 or more
   * @throws OptionError
   */
  constructor(parties: number) {
    const core = new BarrierCore(checkInteger('parties', parties, 1));
    becomeFace(this, { kind: 'Barrier', link: new HomeLink(core) });
  }

  /**
   * Waits for the others. Resolves to 0 for who came first, 1 for the second, and so on.
   *
   * @throws BrokenBarrierError · TimeoutError, which breaks it for the others, as `signal.reason` does ·
   *   PoolStateError if the program in which it lives is gone
   * @example
   * console.log(await new Barrier(1).wait()); // 0
   */
  async wait(wait?: number | WaitOptions): Promise<number> {
    return (await callWaiting(this, { method: 'wait' }, wait)) as number;
  }

  /**
   * Makes it whole again. Who waits just now gets a BrokenBarrierError.
   *
   * @example
   * await new Barrier(2).reset();
   */
  async reset(): Promise<void> {
    await callNow(this, 'reset');
  }

  /**
   * Whether it is broken.
   *
   * @example
   * console.log(await new Barrier(2).isBroken()); // false
   */
  async isBroken(): Promise<boolean> {
    return (await callNow(this, 'isBroken')) as boolean;
  }
}

registerFace('Barrier', Barrier);
