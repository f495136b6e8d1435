/** Prints which parts of a cluster have been loaded, after each of the two imports. */
import { register } from 'node:module';
import { MessageChannel } from 'node:worker_threads';

const HOOKS = `
let port;
export function initialize(data) { port = data.port; }
export async function load(url, context, next) { port.postMessage(url); return await next(url, context); }
`;

const { port1, port2 } = new MessageChannel();
const urls: string[] = [];
port1.on('message', (url: string) => urls.push(url));
register(`data:text/javascript,${encodeURIComponent(HOOKS)}`, {
  data: { port: port2 },
  transferList: [port2],
});

async function loaded(): Promise<string[]> {
  await new Promise((resolve) => setTimeout(resolve, 100)); // the hooks tell in their own time
  const parts = urls.map((url) => /\/dist\/(cluster)\/|\/(@nats-io)\//.exec(url));
  return [...new Set(parts.flatMap((match) => match?.[1] ?? match?.[2] ?? []))];
}

await import('manyhands');
const alone = await loaded();
await import('manyhands/cluster');
const cluster = await loaded();
port1.close();
console.log(JSON.stringify({ alone, cluster }));
