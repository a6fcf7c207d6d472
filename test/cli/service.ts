import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, vi } from 'vitest';
import type { Command } from '../../src/cli/command';
import { terminalOn } from '../../src/cli/terminal';

const closers: (() => void)[] = [];

/** Ends every service of the test. */
export function closeServices(): void {
  for (const close of closers.splice(0)) close();
}

afterEach(() => {
  closeServices();
  vi.unstubAllEnvs();
});

/** Stands for the service, which lies outside the CLI. */
export async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Runs a command as main.ts does, and what it printed. */
export async function run(command: Command, ...args: string[]) {
  let text = '';
  const stream = {
    write: (piece: unknown) => {
      text += String(piece);
      return true;
    },
  };
  const outcome = await command.run(args, terminalOn(stream, true));
  return { outcome, text };
}

/** Answers each request with the same JSON. */
export const json = (status: number, body: unknown): RequestListener => {
  return (_, response) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

export const problem = (status: number, code: string) => json(status, { code, detail: 'Do this next', errors: [] });
