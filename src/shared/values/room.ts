/** Where the whole room is: loading it installs what reads handles of all kinds. */
export const ROOM: string = new URL('../index.js', import.meta.url).href;
