import { describe, expect, it } from 'vitest';
import { said, started } from '../test-support/events.js';
import { caughtUp, events, hello } from '../test-support/frames.js';
import { failure, liveClient, loggedAt, requestId } from '../test-support/puppet-client.js';
import { settled } from '../test-support/puppet-transport.js';

describe('a command that is not acknowledged', () => {
  it.each(['ConnectionLost', 'Unavailable', 'Internal', 'RateLimited', 'MalformedFrame'] as const)(
    'is sent again under the same id after %s, later and later',
    async (code) => {
      const parts = await liveClient();
      const { client, transport, environment } = parts;
      void client.sendMessage({ text: 'Hello' });
      const id = requestId(parts);
      for (const wait of [250, 500, 1_000]) {
        const calls = transport.calls.length;
        transport.calls.at(-1)?.reject(failure(code));
        await settled();
        environment.advance(wait - 1);
        await settled();
        expect(transport.calls).toHaveLength(calls);
        environment.advance(1);
        await settled();
        expect(transport.calls).toHaveLength(calls + 1);
        expect(client.getState().pending).toMatchObject([{ status: 'sending', clientRequestId: id }]);
        expect(transport.calls.at(-1)?.params).toBe(transport.calls[0]?.params);
      }
    },
  );

  it('waits as long as the server asks for', async () => {
    const { client, transport, environment } = await liveClient();
    void client.sendMessage({ text: 'Hello' });
    transport.calls[0]?.reject(failure('RateLimited', { retryAfterMs: 30_000 }));
    await settled();
    environment.advance(29_999);
    client.reconnectNow();
    await settled();
    expect(transport.calls).toHaveLength(1);
    environment.advance(251);
    await settled();
    expect(transport.calls).toHaveLength(2);
  });

  it('tells when it is sent again after it was refused for now, and can be given up until then', async () => {
    const { client, transport, environment } = await liveClient();
    const sent = client.sendMessage({ text: 'Hello' });
    const next = client.sendMessage({ text: 'Next' });
    const [first] = client.getState().pending;
    const refusal = failure('RateLimited', { retryAfterMs: 30_000 });
    client.discard(first?.clientRequestId ?? ''); // under way: the server may have it
    transport.calls[0]?.reject(refusal);
    await settled();
    expect(client.getState().pending).toMatchObject([
      { status: 'sending', error: refusal, retryAt: 1_000_000 + 30_250 },
      { status: 'sending', error: null },
    ]);
    environment.advance(30_250);
    await settled();
    expect(client.getState().pending[0]).toEqual(first);
    transport.calls[1]?.reject(refusal);
    await settled();
    client.discard(first?.clientRequestId ?? '');
    await expect(sent).rejects.toMatchObject({ code: 'Aborted' });
    await settled();
    // The server asked for its time whichever message comes next, and whenever it was written.
    expect(client.getState().pending).toMatchObject([
      { error: refusal, retryAt: environment.now() + 30_000, params: { parts: [{ text: 'Next' }] } },
    ]);
    environment.advance(29_999);
    await settled();
    expect(transport.calls).toHaveLength(2);
    environment.advance(1);
    await settled();
    expect(transport.calls[2]?.params).toMatchObject({ parts: [{ text: 'Next' }] });
    transport.calls[2]?.resolve(loggedAt(2));
    await next;
    expect(client.getState().pending).toEqual([]);
  });

  it('holds back also what is written after it was given up, for as long as the server asks', async () => {
    const parts = await liveClient();
    const { client, transport, environment } = parts;
    void client.sendMessage({ text: 'Hello' });
    transport.calls[0]?.reject(failure('RateLimited', { retryAfterMs: 30_000 }));
    await settled();
    client.discard(requestId(parts));
    await settled();
    environment.advance(10_000);
    void client.sendMessage({ text: 'Hello again' });
    await settled();
    expect(transport.calls).toHaveLength(1);
    expect(client.getState().pending).toMatchObject([{ retryAt: environment.now() + 20_000 }]);
    environment.advance(20_000);
    await settled();
    expect(transport.calls[1]?.params).toMatchObject({ parts: [{ text: 'Hello again' }] });
  });

  it.each(['sendMessage', 'stop'] as const)(
    'that the server has no time for says so, can be given up, and goes out when a person presses: %s',
    async (method) => {
      const parts = await liveClient();
      const { client, transport, environment } = parts;
      transport.connection.push(...events(2, said(1, 'm1', 'Hello'), started(2)));
      await settled();
      const give = (): Promise<unknown> =>
        method === 'stop' ? client.stop() : client.sendMessage({ text: 'Hello' });
      const sent = give();
      const refusal = failure('Unavailable', { retryAfterMs: 3_600_000 });
      transport.calls[0]?.reject(refusal);
      await settled();
      const held = { status: 'sending', error: refusal, retryAt: environment.now() + 3_600_250 };
      expect(client.getState().pending).toMatchObject([held]);
      client.discard(requestId(parts));
      await expect(sent).rejects.toMatchObject({ code: 'Aborted' });

      void give();
      await settled();
      expect(transport.calls).toHaveLength(1);
      expect(client.getState().pending).toMatchObject([{ retryAt: environment.now() + 3_600_000 }]);
      client.reconnectNow();
      await settled();
      expect(transport.calls).toHaveLength(2);
      expect(client.getState().pending[0]).not.toHaveProperty('retryAt');
    },
  );

  it.each(['ConnectionLost', 'Unavailable', 'Internal', 'MalformedFrame', 'RequestTimeout'] as const)(
    'meets %s again and again while the connection stands: says so, then fails, and holds nothing up',
    async (code) => {
      const parts = await liveClient();
      const { client, transport, environment } = parts;
      const sent = client.sendMessage({ text: 'Hello' });
      const next = client.sendMessage({ text: 'Next' });
      const id = requestId(parts);
      const refuse = async (times: number): Promise<void> => {
        for (let time = 0; time < times; time++) {
          transport.calls.at(-1)?.reject(failure(code));
          await settled();
          if (time < times - 1) environment.advance(15_000);
          await settled();
        }
      };
      await refuse(5);
      expect(client.getState().pending[0]).toMatchObject({ status: 'sending', error: null });
      environment.advance(15_000);
      await settled();
      await refuse(1);
      const held = { status: 'sending', error: { code }, retryAt: environment.now() + 7_500 };
      expect(client.getState().pending[0]).toMatchObject(held);
      environment.advance(15_000);
      await settled();
      expect(transport.calls).toHaveLength(7);
      await refuse(9);
      await expect(sent).rejects.toMatchObject({ code });
      expect(client.getState().pending[0]).toMatchObject({ status: 'failed', error: { code } });
      expect(transport.calls).toHaveLength(16);
      transport.calls[15]?.resolve(loggedAt(2));
      await next;

      client.retry(id);
      await settled();
      await refuse(1);
      expect(client.getState().pending).toMatchObject([{ clientRequestId: id, status: 'sending' }]);
      environment.advance(250);
      await settled();
      expect(transport.calls[17]?.params).toBe(transport.calls[0]?.params);
      transport.calls[17]?.resolve(loggedAt(3));
      await settled();
      expect(client.getState().pending).toEqual([]);
    },
  );

  it('that breaks the connection each time it is sent says so, then fails, and holds nothing up', async () => {
    const parts = await liveClient();
    const { client, transport, environment } = parts;
    const sent = client.sendMessage({ text: 'Hello' });
    const next = client.sendMessage({ text: 'Next' });
    const breaks = async (): Promise<void> => {
      environment.chance = 0;
      transport.connection.fail(failure('ConnectionLost'));
      await settled();
      environment.chance = 0.999;
      transport.calls.at(-1)?.reject(failure('ConnectionLost'));
      await settled();
    };
    const comesBack = async (): Promise<void> => {
      environment.advance(1);
      await settled();
      transport.connection.push(hello(), caughtUp(1));
      await settled();
    };
    for (let time = 1; time < 15; time++) {
      await breaks();
      const [first] = client.getState().pending;
      expect([first?.status, first?.error?.code, first?.retryAt !== undefined]).toEqual(
        time < 6 ? ['sending', undefined, false] : ['sending', 'ConnectionLost', true],
      );
      await comesBack();
    }
    await breaks();
    await expect(sent).rejects.toMatchObject({ code: 'ConnectionLost' });
    expect(client.getState().pending).toMatchObject([{ status: 'failed' }, { status: 'sending' }]);
    expect(transport.calls).toHaveLength(16);
    transport.calls[15]?.resolve(loggedAt(2));
    await next;
  });

  it('is tried for as long as there is no connection', async () => {
    const { client, transport, environment } = await liveClient();
    void client.sendMessage({ text: 'Hello' });
    transport.connection.fail(failure('ConnectionLost'));
    await settled();
    for (let time = 0; time < 40; time++) {
      transport.calls.at(-1)?.reject(failure('ConnectionLost'));
      await settled();
      environment.advance(15_000);
      await settled();
    }
    expect(transport.calls).toHaveLength(41);
    expect(client.getState().pending).toMatchObject([{ status: 'sending', error: null }]);
  });

  it('rests while there is no network', async () => {
    const { client, transport, environment } = await liveClient();
    environment.setOnline(false);
    transport.connection.fail(failure('ConnectionLost'));
    await settled();
    void client.sendMessage({ text: 'Hello' });
    const fail = async (): Promise<void> => {
      transport.calls.at(-1)?.reject(failure('ConnectionLost'));
      await settled();
      environment.advance(600_000);
      await settled();
    };
    await fail();
    // Who says that there is none may be wrong of a server on the same machine: it was tried once.
    expect(transport.calls).toHaveLength(1);
    client.reconnectNow();
    await settled();
    expect(transport.calls).toHaveLength(2);
    await fail();
    expect(transport.calls).toHaveLength(2);
    environment.setOnline(true);
    await settled();
    expect(transport.calls).toHaveLength(3);
    transport.calls[2]?.resolve(loggedAt(2));
    await settled();
    expect(client.getState().pending).toEqual([]);
    client.close();
    expect(environment.listeners).toBe(0);
  });

  it('waits for no longer than it must when the clock is set back', async () => {
    const { client, transport, environment } = await liveClient();
    void client.sendMessage({ text: 'Hello' });
    transport.calls[0]?.reject(failure('ConnectionLost'));
    await settled();
    environment.time -= 3_600_000;
    environment.advance(250);
    await settled();
    expect(transport.calls).toHaveLength(2);

    transport.calls[1]?.reject(failure('Unavailable', { retryAfterMs: 5_000 }));
    await settled();
    environment.time -= 3_600_000;
    // The connection comes back meanwhile, which is no reason to ask the server sooner.
    transport.connection.fail(failure('ConnectionLost'));
    await settled();
    environment.advance(250);
    await settled();
    transport.connection.push(hello(), caughtUp(1));
    await settled();
    expect(transport.calls).toHaveLength(2);
    environment.advance(5_000);
    await settled();
    expect(transport.calls).toHaveLength(3);
  });

  it('is sent again as soon as the connection is back', async () => {
    const { client, transport, environment } = await liveClient();
    void client.sendMessage({ text: 'Hello' });
    environment.chance = 0.999;
    transport.calls[0]?.reject(failure('ConnectionLost'));
    await settled();
    environment.chance = 0.5;
    transport.connection.fail(failure('ConnectionLost'));
    await settled();
    environment.advance(250);
    await settled();
    transport.connection.push(hello(), caughtUp(1));
    await settled();
    expect(transport.calls).toHaveLength(2);
  });

  it('fails on an error that a retry would not change, and lets the next one pass', async () => {
    const parts = await liveClient();
    const { client, transport } = parts;
    const sent = client.sendMessage({ text: 'Hello' });
    const next = client.sendMessage({ text: 'Next' });
    const id = requestId(parts);
    transport.calls[0]?.reject(failure('PayloadTooLarge'));
    await expect(sent).rejects.toMatchObject({ code: 'PayloadTooLarge' });
    expect(client.getState().pending[0]).toMatchObject({
      status: 'failed',
      error: { code: 'PayloadTooLarge' },
    });
    transport.calls[1]?.resolve(loggedAt(2));
    await next;

    client.retry(id);
    expect(client.getState().pending).toMatchObject([
      { clientRequestId: id, status: 'sending', error: null },
    ]);
    await settled();
    expect(transport.calls[2]?.params).toBe(transport.calls[0]?.params);
    transport.calls[2]?.resolve(loggedAt(3));
    await settled();
    expect(client.getState().pending).toEqual([]);
  });

  it('that failed can be forgotten; one that is on its way cannot', async () => {
    const parts = await liveClient();
    const { client, transport } = parts;
    void client.sendMessage({ text: 'Hello' });
    const id = requestId(parts);
    client.discard(id);
    client.retry(id);
    expect(client.getState().pending).toHaveLength(1);
    transport.calls[0]?.reject(failure('Forbidden'));
    await settled();
    client.discard(id);
    expect(client.getState().pending).toEqual([]);
    client.retry(id);
    client.discard('unknown');
    await settled();
    expect(transport.calls).toHaveLength(1);
  });
});
