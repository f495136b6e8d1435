import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type CallerStack, CallerStacks, SharedStack } from '#dist/core/api/caller-stack.js';

class Caller {
  readonly #stacks = new CallerStacks();

  /** Stands for a public method of a pool. */
  method(): CallerStack {
    return this.#stacks.capture(this.method);
  }

  /** As so many calls of one loop. */
  loop(count: number): CallerStack[] {
    return Array.from({ length: count }, () => this.method());
  }
}

describe('CallerStacks', () => {
  it('captures where the method was called, without the method itself', () => {
    const { stack } = new Caller().method();

    assert.match(stack ?? '', /^Error\n.*caller-stack\.test/);
    assert.doesNotMatch(stack ?? '', /Caller\.method/);
  });

  it('captures a hundred calls of one turn each by itself', () => {
    const stacks = new Caller().loop(100);

    assert.equal(new Set(stacks).size, 100);
    assert.ok(stacks.every((stack) => !(stack instanceof SharedStack)));
  });

  it('has the calls after those share one, which says so', () => {
    const stacks = new Caller().loop(210).slice(200);

    assert.equal(new Set(stacks).size, 1);
    assert.ok(stacks[0] instanceof SharedStack);
    assert.match(
      stacks[0].stack,
      /Caller\.loop[^]*\n {4}\(more than 100 calls were made in this turn: this is where one of them was\)$/,
    );
  });

  it('begins anew in the next turn', async () => {
    const caller = new Caller();
    const [, last] = [caller.loop(210), caller.method()];
    await nextTurn();

    const next = caller.method();

    assert.deepEqual(
      [last, next].map((stack) => stack instanceof SharedStack),
      [true, false],
    );
  });

  it('has calls of many turns capture their own, however many there are', async () => {
    const caller = new Caller();
    const stacks: CallerStack[] = [];

    for (let turns = 0; turns < 30; turns += 1) {
      stacks.push(...caller.loop(9));
      await nextTurn();
    }

    assert.ok(stacks.every((stack) => !(stack instanceof SharedStack)));
  });
});

describe('CallerStacks of another span', () => {
  it('has calls of many turns share one until it is over', async () => {
    let end = (): void => {};
    const stacks = new CallerStacks({
      span: 'minute',
      wait(then) {
        end = then;
      },
    });
    const call = (): CallerStack => stacks.capture(call);
    for (let calls = 0; calls < 250; calls += 1) call();
    await nextTurn();

    const before = call();
    end();
    const after = call();

    assert.ok(before instanceof SharedStack);
    assert.match(before.stack, /more than 100 calls were made in this minute/);
    assert.ok(!(after instanceof SharedStack));
  });
});

describe('SharedStack', () => {
  it('has a stack even where none could be captured', () => {
    assert.match(new SharedStack({}).stack, /^Error\n {4}\(more than/);
  });
});
