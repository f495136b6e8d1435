/** The contract of the engine port, clause by clause (`src/cluster/engine/engine.ts`). */
import { describe, it } from 'node:test';
import { failOnLeaks } from '../../leaks.ts';
import { connectionClauses } from './connection-clauses.ts';
import { deliveryClauses } from './delivery-clauses.ts';
import { endClauses } from './end-clauses.ts';
import { messageClauses } from './message-clauses.ts';
import { poisonClauses } from './poison-clauses.ts';
import { queueClauses } from './queue-clauses.ts';
import { namedQueueClauses } from './named-queue-clauses.ts';
import type { EngineUnderTest, Stage, StageSettings } from './stage.ts';
import { storeClauses } from './store-clauses.ts';

/** Declares one test over a stage of its own. */
export type Clause = (
  title: string,
  body: (stage: Stage) => Promise<void>,
  settings?: StageSettings,
) => void;

/** Runs the suite over one engine. Call it inside a `describe`. */
export function engineSuite(engine: EngineUnderTest): void {
  const clause: Clause = (title, body, settings) => {
    it(title, { skip: engine.skips[title] ?? false }, async () => {
      await using stage = await engine.open(settings);
      await body(stage);
    });
  };
  failOnLeaks();
  describe('the queue', () => queueClauses(clause));
  describe('queues with names', () => namedQueueClauses(clause));
  describe('deliveries', () => deliveryClauses(clause));
  describe('poison', () => poisonClauses(clause));
  describe('replies, control and presence', () => messageClauses(clause));
  describe('the store and the results', () => storeClauses(clause));
  describe('the connection', () => connectionClauses(clause));
  describe('the end', () => endClauses(clause));
}
