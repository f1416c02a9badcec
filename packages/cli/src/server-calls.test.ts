import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, type TestContext } from 'vitest';
import { serverCalls } from './server-calls.js';
import { it } from './test-support/run-cli.js';

const HOST = '127.0.0.1';

/** A program of somebody else on a port, and everything that it was sent. */
async function stranger(onTestFinished: TestContext['onTestFinished'], answer: RequestListener) {
  const received: string[] = [];
  const server = createServer((request, response) => {
    received.push(JSON.stringify([request.url, request.rawHeaders]));
    answer(request, response);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  return { port: (server.address() as AddressInfo).port, received };
}

const TOKEN = `acop_${'a'.repeat(43)}`;

/** A data folder that a server once had. */
function withToken(dataFolder: string): string {
  writeFileSync(join(dataFolder, 'operator-token'), `${TOKEN}\n`, { mode: 0o600 });
  return dataFolder;
}

describe.concurrent('whatever listens on the port', { timeout: 90_000 }, () => {
  it.for<[string, RequestListener]>([
    ['a page', (_request, response) => void response.end('<!doctype html><title>Hello</title>')],
    ['an error of its own', (_request, response) => void response.writeHead(500).end('{"error":"No."}')],
    ['another place', (_request, response) => void response.writeHead(302, { location: '/' }).end()],
    ['a proof that is none', (_request, response) => void response.end('{"proof":"yes"}')],
    [
      'without an end',
      (_request, response) => {
        const write = (): void => {
          while (!response.destroyed && response.write('x'.repeat(10_000)));
        };
        response.on('drain', write);
        write();
      },
    ],
  ])(
    'and answers %s is told from the server, and gets no token',
    async ([, answer], { cli, onTestFinished }) => {
      const { port, received } = await stranger(onTestFinished, answer);
      const dataFolder = withToken(cli.folder());
      await expect(serverCalls({ dataFolder, host: HOST, port })).rejects.toMatchObject({
        code: 'InvalidConfiguration',
        message: `Something else answers at http://${HOST}:${port}, not the server of ${dataFolder}: start that, or give its port.`,
      });
      expect(received).toHaveLength(1);
      expect(received.join()).not.toContain(TOKEN);
    },
  );

  it('and never answers is given up', async ({ cli, onTestFinished }) => {
    const { port, received } = await stranger(onTestFinished, () => undefined);
    const dataFolder = withToken(cli.folder());
    await expect(serverCalls({ dataFolder, host: HOST, port }, { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'InvalidConfiguration',
      message: expect.stringContaining('has not answered'),
    });
    expect(received.join()).not.toContain(TOKEN);
  });

  it('and passes on what the server behind another port answers gets no token', async ({
    cli,
    onTestFinished,
  }) => {
    const cwd = cli.folder();
    const { url } = await cli.start({ cwd });
    const { port, received } = await stranger(onTestFinished, (request, response) => {
      const passOn = async (): Promise<void> => {
        const answer = await fetch(new URL(request.url ?? '/', url));
        response.writeHead(answer.status).end(await answer.text());
      };
      passOn().catch((error: unknown) => response.destroy(error as Error));
    });
    const run = cli.run(['interfaces', 'list'], { cwd, env: { PORT: String(port) } });
    expect(await run.ended).toBe(1);
    expect(run.errors()).toContain('Something else answers at');
    expect(received.join()).toContain('operator-proof');
    expect(received.join().toLowerCase()).not.toContain('authorization');
  });
});
