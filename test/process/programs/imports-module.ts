import { actor, Process } from 'manyhands';
import { answer, Model } from './module-with-actor.ts';

const fail = (error: Error): void =>
  console.log(error.message.includes('was importing this module'));
await new Process(answer).result().then(console.log, fail);
await actor(Model).then(console.log, fail);
