/** Results of detached jobs: one subject per job in a stream that keeps them until they are fetched. */
import type { Message, ResultEntry, ResultLog } from '../engine.ts';
import { checkMessageId, checkToken } from '../names.ts';
import { checkMessage, messageLimit } from './limits.ts';
import type { NatsContext } from './nats-context.ts';
import { toNats } from './nats-headers.ts';
import { StreamReader } from './stream-reader.ts';

export class NatsResultLog implements ResultLog {
  readonly #context: NatsContext;

  constructor(context: NatsContext) {
    this.#context = context;
  }

  async append(job: string, entry: ResultEntry): Promise<void> {
    checkToken('job', job);
    checkMessageId(entry.id);
    const { connection, js, subjects, options } = this.#context;
    checkMessage(entry, messageLimit(connection.nc));
    const headers = toNats(entry.headers);
    await connection.retry('append results', () =>
      js.publish(subjects.result(job), entry.body, {
        msgID: `${job}.${entry.id}`,
        headers,
        timeout: options.publishTimeoutMs,
      }),
    );
  }

  async *read(job: string, signal?: AbortSignal): AsyncGenerator<Message> {
    checkToken('job', job);
    const { subjects } = this.#context;
    const options = { subject: subjects.result(job), signal };
    await using reader = await StreamReader.open(this.#context, subjects.resultStream, options);
    for await (const { message } of reader) yield message;
  }

  async delete(job: string): Promise<void> {
    checkToken('job', job);
    const { connection, jsm, subjects } = this.#context;
    await connection.retry('delete results', () =>
      jsm.streams.purge(subjects.resultStream, { filter: subjects.result(job) }),
    );
  }

  async jobs(): Promise<ReadonlyMap<string, number>> {
    const { connection, jsm, subjects } = this.#context;
    const { state } = await connection.retry('list results', () =>
      jsm.streams.info(subjects.resultStream, { subjects_filter: subjects.result('*') }),
    );
    const counts = Object.entries(state.subjects ?? {});
    return new Map(counts.map(([subject, count]) => [subjects.jobOf(subject), count]));
  }
}
