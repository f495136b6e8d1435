/** The home that each program and each thread has, with what connects to it. */
import { HolderConnection } from './holder-connection.ts';
import { Home } from './home.ts';
import { listen } from './listen.ts';

export const HOME: Home = new Home(() =>
  listen((socket, token) => new HolderConnection(HOME, socket, token)),
);
