/** Prints which parts of a cluster have been loaded, after each of the two imports. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The package is CommonJS inside, and so is the client of NATS: Node has a list of what is loaded. */
function loaded(): string[] {
  const parts = Object.keys(require.cache).map((path) =>
    /[/\\]dist[/\\](cluster)\.cjs$|[/\\](@nats-io)[/\\]/.exec(path),
  );
  return [...new Set(parts.flatMap((match) => match?.[1] ?? match?.[2] ?? []))];
}

await import('manyhands');
const alone = loaded();
await import('manyhands/cluster');
const cluster = loaded();
console.log(JSON.stringify({ alone, cluster }));
