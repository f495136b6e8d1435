/** The way to a NATS engine that loads its client only now: who stays on one machine has none. */
import { EngineError } from '../engine-error.ts';
import type { Engine, WhileWaiting } from '../engine.ts';
import type { NatsEngineOptions } from './nats-options.ts';

/**
 * Connects to a NATS server, and settles when the pool is there: a submitter makes it, a host waits for it.
 * @throws {EngineError} `'unsuitable'` also where the client is not installed.
 */
export async function openNatsEngine(
  options: NatsEngineOptions,
  whileWaiting?: WhileWaiting,
): Promise<Engine> {
  const { NatsEngine } = await loadEngine();
  return await NatsEngine.open(options, whileWaiting);
}

async function loadEngine(): Promise<typeof import('./nats-engine.ts')> {
  try {
    return await import('./nats-engine.ts');
  } catch (error) {
    const isMissing =
      error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    if (!isMissing) throw error;
    throw new EngineError(
      'unsuitable',
      'a cluster needs the NATS client, which is not installed: ' +
        'npm install @nats-io/transport-node @nats-io/jetstream',
      { cause: error },
    );
  }
}
