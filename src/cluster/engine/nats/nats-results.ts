/** Results of detached jobs: one subject per job in a stream that keeps them until they are fetched. */
import type { Message, ResultEntry, ResultLog } from '../engine.ts';
import { checkMessageId, checkToken } from '../names.ts';
import { checkMessage, messageLimit } from './limits.ts';
import type { Ground } from './ground.ts';
import { toNats } from './nats-headers.ts';
import { Reading } from './reading.ts';

export class NatsResultLog implements ResultLog {
  readonly #ground: Ground;

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  async append(job: string, entry: ResultEntry): Promise<void> {
    checkToken('job', job);
    checkMessageId(entry.id);
    const { line, js, subjects, options } = this.#ground;
    checkMessage(entry, messageLimit(line.nc));
    const headers = toNats(entry.headers);
    await line.insist('append results', () =>
      js.publish(subjects.result(job), entry.body, {
        msgID: `${job}.${entry.id}`,
        headers,
        timeout: options.publishTimeoutMs,
      }),
    );
  }

  async *read(job: string, signal?: AbortSignal): AsyncGenerator<Message> {
    checkToken('job', job);
    const { subjects } = this.#ground;
    const options = { subject: subjects.result(job), signal };
    await using reading = await Reading.open(this.#ground, subjects.resultStream, options);
    for await (const { message } of reading) yield message;
  }

  async delete(job: string): Promise<void> {
    checkToken('job', job);
    const { line, jsm, subjects } = this.#ground;
    await line.insist('delete results', () =>
      jsm.streams.purge(subjects.resultStream, { filter: subjects.result(job) }),
    );
  }

  async jobs(): Promise<ReadonlyMap<string, number>> {
    const { line, jsm, subjects } = this.#ground;
    const { state } = await line.insist('list results', () =>
      jsm.streams.info(subjects.resultStream, { subjects_filter: subjects.result('*') }),
    );
    const counts = Object.entries(state.subjects ?? {});
    return new Map(counts.map(([subject, count]) => [subjects.jobOf(subject), count]));
  }
}
