import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createAttachments,
  createMemoryStore,
  createMemoryFileStore,
  createOrchestrator,
  randomIds,
} from '@agent-chat/core';
import { createManualClock, type ManualClock } from '@agent-chat/core/testing';
import { createServer, type InterfaceConfig, type ServerOptions } from '@agent-chat/server';
import { listen } from '@agent-chat/server/node';
import { demoInterface } from './demo-interface.js';
import { pageScript } from './page-assets.js';

/** A chat server, and sites of others that show its chat. */
export interface VisitorSite {
  readonly server: string;
  /** Two sites of different origins, each a page with the chat. */
  readonly sites: readonly [string, string];
  /** Every line that the server has logged. */
  readonly logs: readonly string[];
  /** Its time, which stands still until a test moves it. */
  readonly clock: ManualClock;
  close(): Promise<void>;
}

const PAGE = (server: string): string => `<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>A shop</title><link rel="icon" href="data:,"><script type="module" src="/chat.js"></script></head>
<body><agent-chat src="${server}" style="block-size: 36rem"></agent-chat></body></html>`;

/** @param server what of the server is not as it is by default */
export async function startVisitorSite(
  demo: Partial<InterfaceConfig>,
  options: Partial<ServerOptions> = {},
): Promise<VisitorSite> {
  const logs: string[] = [];
  const logger = {
    log: (level: string, message: string, fields?: unknown) =>
      void logs.push(`${level} ${message} ${JSON.stringify(fields ?? {})}`),
  };
  const clock = createManualClock(Date.now());
  const code = await pageScript("import '@agent-chat/elements/define';");
  let server = '';
  const pages = [0, 1].map(() =>
    createHttpServer((request, response) => {
      const isScript = request.url === '/chat.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
      response.end(isScript ? code : PAGE(server));
    }),
  );
  for (const page of pages) await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
  const [first = '', second = ''] = pages.map(
    (page) => `http://127.0.0.1:${(page.address() as AddressInfo).port}`,
  );
  const store = createMemoryStore({ clock });
  const { records } = store;
  const files = createMemoryFileStore();
  const attachments = createAttachments({ files, records, clock, ids: randomIds() });
  const orchestrator = createOrchestrator({
    store,
    attachments,
    agents: {
      bot: {
        async *run() {
          yield { type: 'message', parts: [{ type: 'text', text: 'An answer.' }], finality: 'turn' };
        },
      },
    },
    clock,
    logger,
  });
  await orchestrator.start();
  const listener = await listen({
    port: 0,
    logger,
    server: createServer({
      orchestrator,
      store,
      files: { attachments },
      allowedOrigins: [first, second],
      logger,
      clock,
      interfaces: [demoInterface(demo)],
      ...options,
    }),
  });
  server = listener.url;
  return {
    server,
    sites: [first, second],
    logs,
    clock,
    async close() {
      await listener.close();
      await orchestrator.close();
      for (const page of pages) {
        page.closeAllConnections();
        page.close();
      }
    },
  };
}
