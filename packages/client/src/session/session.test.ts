import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ContractServer, startContractServer, TOKEN } from '../test-support/contract-server.js';
import { CONVERSATION_ID, created } from '../test-support/events.js';
import { memoryWebStorage } from '../test-support/web-storage.js';
import { ScriptedWorld } from '../test-support/scripted-world.js';
import { getPublicInterface } from './public-interface.js';
import { forgetVisitorSession, visitorSession, visitorSessionKey } from './visitor-session.js';

const SESSION = {
  sessionToken: TOKEN,
  conversationId: CONVERSATION_ID,
  participantId: 'ada',
  persistenceToken: 'return-1',
  expiresAt: null,
  resumed: false,
};
/** What is kept of it for a reload of the tab. */
const OF_TAB = { ...SESSION, persistenceToken: null };

let server: ContractServer;
beforeEach(async () => {
  const world = new ScriptedWorld();
  world.do({ event: created });
  server = await startContractServer(world);
});
afterEach(() => server.close());

const creations = (): number => server.requests.filter((line) => line.startsWith('POST')).length;
const keyOf = (): string => visitorSessionKey({ url: server.url, slug: 'demo' });
const storing = (value: unknown): Storage => memoryWebStorage({ [keyOf()]: JSON.stringify(value) });

describe('a visitor session', () => {
  it('and what is known of its interface are asked for with the credentials that the host wants', async () => {
    const seen: unknown[] = [];
    const fetch: typeof globalThis.fetch = (input, init) => {
      seen.push(init?.credentials);
      return globalThis.fetch(input, init);
    };
    const asked = { url: server.url, slug: 'demo', fetch, credentials: 'include' } as const;
    await getPublicInterface(asked);
    const storage = memoryWebStorage();
    await visitorSession({ ...asked, storage });
    await visitorSession({ ...asked, storage });
    expect(seen).toEqual(['include', 'include', 'include']);
  });

  it('is created, kept and taken up again', async () => {
    const storage = memoryWebStorage();
    const options = { url: `${server.url}/`, slug: 'demo', storage };
    expect(await visitorSession(options)).toEqual(SESSION);
    expect(await visitorSession(options)).toEqual(OF_TAB);
    expect(creations()).toBe(1);
    expect(JSON.parse(storage.getItem(keyOf()) ?? '')).toEqual(OF_TAB);
  });

  it('keeps nothing that lasts but what its visitor comes back by, which is another one each time', async () => {
    const storage = memoryWebStorage();
    const visit = () =>
      visitorSession({ url: server.url, slug: 'demo', storage, tabStorage: memoryWebStorage() });
    expect(await visit()).toEqual(SESSION);
    expect([storage.length, storage.getItem(`${keyOf()}:return`)]).toEqual([1, 'return-1']);
    expect(await visit()).toMatchObject({ resumed: true, persistenceToken: 'return-2' });
    await visit();
    expect([storage.length, storage.getItem(`${keyOf()}:return`)]).toEqual([1, 'return-3']);
  });

  it('is one for two chats of a page that begin together, and another for one that begins anew', async () => {
    let made = 0;
    server.intruder = (request, response) => {
      if (request.method !== 'POST') return false;
      made += 1;
      const own = { conversationId: `conversation-${made}`, persistenceToken: `return-${made}` };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ ...SESSION, ...own, sessionToken: `token-${made}` }));
      return true;
    };
    const storage = memoryWebStorage();
    const options = { url: server.url, slug: 'demo', storage };
    const together = await Promise.all([visitorSession(options), visitorSession(options)]);
    const kept = JSON.parse(storage.getItem(keyOf()) ?? '') as { conversationId: string };
    expect(made).toBe(2);
    expect(together.map(({ conversationId }) => conversationId)).toEqual(
      Array.from({ length: 2 }, () => kept.conversationId),
    );
    expect(storage.getItem(`${keyOf()}:return`)).toBe(kept.conversationId.replace('conversation', 'return'));
    expect((await visitorSession({ ...options, fresh: true })).conversationId).toBe('conversation-3');
  });

  it('of the tab that is over is named to who is told that it is replaced', async () => {
    server.intruder = (request, response) => {
      if (request.method !== 'GET') return false;
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ code: 'SessionExpired', message: 'Expired.', retryable: false }));
      return true;
    };
    const storage = storing({ ...OF_TAB, sessionToken: 'old', conversationId: 'before' });
    storage.setItem(`${keyOf()}:return`, 'expired');
    const over: unknown[] = [];
    await visitorSession({
      url: server.url,
      slug: 'demo',
      storage,
      onOver: ({ code }, session) => over.push([code, session?.conversationId]),
    });
    expect(over).toEqual([
      ['SessionExpired', 'before'],
      ['SessionExpired', 'before'],
    ]);
  });

  it('that has expired while its visitor was away is replaced, and says so', async () => {
    const storage = memoryWebStorage({ [`${keyOf()}:return`]: 'expired' });
    const over: string[] = [];
    const options = { url: server.url, slug: 'demo', storage, tabStorage: null };
    const session = await visitorSession({ ...options, onOver: ({ code }) => over.push(code) });
    expect(session).toEqual(SESSION);
    expect(over).toEqual(['SessionExpired']);
    expect(storage.getItem(`${keyOf()}:return`)).toBe('return-1');
  });

  it('that cannot be asked for now keeps what its visitor comes back by', async () => {
    const storage = memoryWebStorage({ [`${keyOf()}:return`]: 'return-1' });
    await server.close();
    const options = { url: server.url, slug: 'demo', storage, tabStorage: null };
    await expect(visitorSession(options)).rejects.toMatchObject({ code: 'ConnectionLost' });
    expect(storage.getItem(`${keyOf()}:return`)).toBe('return-1');
  });

  it.each([
    ['is refused by the server', { ...SESSION, sessionToken: 'old' }],
    ['is something else', { token: 1 }],
  ])('that %s is replaced', async (_, stored) => {
    const storage = storing(stored);
    expect(await visitorSession({ url: server.url, slug: 'demo', storage })).toEqual(SESSION);
    expect(creations()).toBe(1);
    expect(JSON.parse(storage.getItem(keyOf()) ?? '')).toEqual(OF_TAB);
  });

  it('that was damaged in the storage is replaced', async () => {
    const storage = memoryWebStorage({ [keyOf()]: '{"sess' });
    expect(await visitorSession({ url: server.url, slug: 'demo', storage })).toEqual(SESSION);
  });

  it('is kept while the server cannot be reached', async () => {
    const storage = storing(SESSION);
    await server.close();
    expect(await visitorSession({ url: server.url, slug: 'demo', storage })).toEqual(SESSION);
    await expect(visitorSession({ url: server.url, slug: 'demo', storage: null })).rejects.toMatchObject({
      code: 'ConnectionLost',
    });
  });

  it('is shown to no other server, also when its interface has the same name', async () => {
    const storage = memoryWebStorage();
    const mine = await visitorSession({ url: `${server.url}/`, slug: 'demo', storage });
    expect(await visitorSession({ url: server.url, slug: 'demo', storage })).toEqual({
      ...mine,
      persistenceToken: null,
    });
    const world = new ScriptedWorld();
    world.do({ event: created });
    const other = await startContractServer(world);
    await visitorSession({ url: other.url, slug: 'demo', storage });
    expect(other.requests.filter((line) => line.startsWith('GET'))).toEqual([]);
    await other.close();
  });

  it('begins anew when asked to, or after it was forgotten', async () => {
    const storage = storing({ ...SESSION, participantId: 'before' });
    const options = { url: server.url, slug: 'demo', storage };
    expect((await visitorSession(options)).participantId).toBe('before');
    expect((await visitorSession({ ...options, fresh: true })).participantId).toBe('ada');
    forgetVisitorSession(options);
    expect(storage.getItem(keyOf())).toBeNull();
    await visitorSession(options);
    expect(creations()).toBe(2);
  });

  it('that cannot be begun anew now stays as it is', async () => {
    const storage = memoryWebStorage();
    const tabStorage = memoryWebStorage();
    const options = { url: server.url, slug: 'demo', storage, tabStorage };
    await visitorSession(options);
    await server.close();
    await expect(visitorSession({ ...options, fresh: true })).rejects.toMatchObject({
      code: 'ConnectionLost',
    });
    expect(storage.getItem(`${keyOf()}:return`)).toBe('return-1');
    expect(await visitorSession(options)).toEqual(OF_TAB);
  });

  it('needs no storage, and none that works', async () => {
    const denied = new Proxy(memoryWebStorage(), {
      get() {
        throw new DOMException('denied', 'SecurityError');
      },
    });
    for (const storage of [null, denied]) {
      expect(await visitorSession({ url: server.url, slug: 'demo', storage })).toEqual(SESSION);
    }
  });

  it('of an unknown interface is a typed error', async () => {
    await expect(visitorSession({ url: server.url, slug: 'none', storage: null })).rejects.toMatchObject({
      code: 'UnknownInterface',
    });
  });

  it('can be called off', async () => {
    const signal = AbortSignal.abort();
    const options = { url: server.url, slug: 'demo', storage: storing(SESSION), signal };
    await expect(visitorSession(options)).rejects.toMatchObject({ code: 'Aborted' });
  });
});

describe('a public interface', () => {
  it('is told to anyone', async () => {
    const found = await getPublicInterface({ url: server.url, slug: 'demo' });
    expect(found).toMatchObject({ slug: 'demo', suggestedPrompts: [{ text: 'What is this?' }] });
  });

  it('that is unknown is a typed error', async () => {
    await expect(getPublicInterface({ url: server.url, slug: 'none' })).rejects.toMatchObject({
      code: 'UnknownInterface',
    });
  });
});
