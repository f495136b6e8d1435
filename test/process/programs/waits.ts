/** Starts what is asked for and waits for nothing. */
import { actor, Process, Thread } from 'manyhands';

const [, , what] = process.argv;
const work = async (): Promise<void> => {
  await new Promise((resolve) => {
    setTimeout(resolve, 100);
  });
  console.log('done');
};

class Idle {
  answer(): number {
    return 42;
  }
}

if (what === 'process') new Process(work);
if (what === 'thread') new Thread(work);
if (what === 'fails')
  new Process(() => {
    throw new RangeError('nobody looks');
  });
if (what === 'actor') console.log(await (await actor(Idle)).answer());
if (what === 'exits') {
  new Process(() => new Promise(() => {}));
  await actor(Idle);
  process.exit(0);
}
