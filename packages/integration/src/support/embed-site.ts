import { createAttachments, createMemoryStore, createOrchestrator, randomIds } from '@agent-chat/core';
import { createManualClock, type ManualClock } from '@agent-chat/core/testing';
import { isMessageEvent, textOf } from '@agent-chat/protocol';
import type { MethodResult } from '@agent-chat/protocol';
import { bearerToken, createServer, type InterfaceConfig, type ServerOptions } from '@agent-chat/server';
import { elementAssets, listen } from '@agent-chat/server/node';
import { startStaticSite, type StaticSite } from './static-site.js';

/** A chat server with the built elements, and three sites of others: its interface names two of them. */
export interface EmbedSite {
  readonly server: string;
  readonly first: StaticSite;
  readonly second: StaticSite;
  readonly foreign: StaticSite;
  /** Its time, which stands still until a test moves it. */
  readonly clock: ManualClock;
  /** The script tag with a hash of a chat that the first site may show. */
  pinnedTag(): Promise<string>;
  /** The name of the smallest file with this text in it among those that the tag brings. */
  pinnedFileWith(text: string): string;
  /** Lets the agent end one answer to "Wait", also one that it has not begun yet. */
  release(): void;
  close(): Promise<void>;
}

const OPERATOR_TOKEN = 'of-the-operator';

/**
 * @param others interfaces beside `demo`
 * @param options what of the server is not as it is by default
 */
export async function startEmbedSite(
  demo: Partial<InterfaceConfig>,
  others: readonly Partial<InterfaceConfig>[],
  options: Partial<ServerOptions> = {},
): Promise<EmbedSite> {
  const clock = createManualClock(Date.now());
  const [first, second, foreign] = await Promise.all(
    ['127.0.0.2', '127.0.0.3', '127.0.0.4'].map((host) => startStaticSite({}, host)),
  );
  if (first === undefined || second === undefined || foreign === undefined) throw new Error('No sites.');
  const waiting: (() => void)[] = [];
  let released = 0;
  const held = (): Promise<void> =>
    new Promise((resolve) => {
      if (released === 0) waiting.push(resolve);
      else {
        released -= 1;
        resolve();
      }
    });
  const store = createMemoryStore({ clock });
  const { blobs, records } = store;
  const attachments = createAttachments({ blobs, records, clock, ids: randomIds() });
  const orchestrator = createOrchestrator({
    attachments,
    store,
    agents: {
      bot: {
        async *run({ events }) {
          const question = events.filter(isMessageEvent).at(-1);
          if (textOf(question?.payload.parts ?? []).startsWith('Wait')) await held();
          yield { type: 'message', parts: [{ type: 'text', text: 'An answer.' }], finality: 'turn' };
        },
      },
    },
    clock,
  });
  await orchestrator.start();
  const base: InterfaceConfig = {
    slug: 'demo',
    title: 'Help desk',
    description: null,
    welcomeMessage: 'How can we help?',
    placeholderText: 'Ask us anything',
    suggestedPrompts: [],
    persistenceType: 'local_storage',
    rateLimitMessages: 1_000,
    allowedOrigins: [first.url, second.url],
    participants: [{ participantId: 'bot', kind: 'agent', displayName: 'Bot' }],
  };
  const assets = elementAssets(new URL('../../../elements/dist/browser/agent-chat.js', import.meta.url).href);
  const server = createServer({
    orchestrator,
    store,
    files: { attachments },
    assets,
    authenticate: async ({ headers }) =>
      bearerToken(headers) === OPERATOR_TOKEN
        ? { kind: 'operator', tenant: 'default', participantId: 'operator' }
        : null,
    interfaces: [{ ...base, ...demo }, ...others.map((each) => ({ ...base, ...each }))],
    clock,
    ...options,
  });
  const listener = await listen({ port: 0, server });
  const ask = async <T>(verb: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${listener.url}/api/interfaces${path}`, {
      method: verb,
      headers: { authorization: `Bearer ${OPERATOR_TOKEN}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as T;
  };
  return {
    async pinnedTag() {
      const { interfaceId } = await ask<MethodResult<'createInterface'>>('POST', '', {
        clientRequestId: 'pinned',
        name: 'Help',
        title: 'Help',
        slug: 'help-desk',
        agentId: 'bot',
        allowedOrigins: [first.url],
      });
      await ask('POST', `/${interfaceId}/publish`, {});
      const { pinnedWidget } = await ask<MethodResult<'getEmbedCode'>>('GET', `/${interfaceId}/embed-code`);
      return pinnedWidget ?? '';
    },
    pinnedFileWith(text) {
      const [found] = [...assets]
        .filter(([path]) => /^\/elements\/[\da-f]{16}\/chunk/.test(path))
        .filter(([, { body }]) => new TextDecoder().decode(body).includes(text))
        .toSorted(([, one], [, other]) => one.body.length - other.body.length);
      return found?.[0].split('/').at(-1) ?? '';
    },
    server: listener.url,
    first,
    second,
    foreign,
    clock,
    release() {
      const resolve = waiting.shift();
      if (resolve === undefined) released += 1;
      else resolve();
    },
    async close() {
      await listener.close();
      await orchestrator.close();
      await Promise.all([first.close(), second.close(), foreign.close()]);
    },
  };
}
