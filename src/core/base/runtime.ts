/** What runs this program, if it is not Node: some things are different there. */
export const OTHER_RUNTIME: 'Bun' | 'Deno' | undefined =
  process.versions['bun'] !== undefined
    ? 'Bun'
    : process.versions['deno'] !== undefined
      ? 'Deno'
      : undefined;
