import { describe, expect, it } from 'vitest';
import { createChatClient } from '../chat-client.js';
import { CONVERSATION_ID, created, queued, said, started } from '../test-support/events.js';
import { caughtUp, events, hello } from '../test-support/frames.js';
import { failure, liveClient, loggedAt, requestId } from '../test-support/puppet-client.js';
import { PuppetTransport, settled } from '../test-support/puppet-transport.js';

describe('a command', () => {
  it('is pending at once and resolves when it is acknowledged', async () => {
    const parts = await liveClient();
    const { client, transport } = parts;
    const sent = client.sendMessage({ text: 'Hello' }, { delivery: 'steer' });
    expect(client.getState().pending).toMatchObject([
      { method: 'sendMessage', status: 'sending', error: null, createdAt: 1_000_000 },
    ]);
    expect(transport.calls[0]?.params).toEqual({
      conversationId: CONVERSATION_ID,
      clientRequestId: requestId(parts),
      parts: [{ type: 'text', partId: 'p1', text: 'Hello' }],
      delivery: 'steer',
    });
    transport.calls[0]?.resolve(loggedAt(2));
    await expect(sent).resolves.toEqual(loggedAt(2));
    expect(client.getState().pending).toEqual([]);
    // Until its event is here it does not vanish.
    expect(client.getState().sent).toMatchObject([{ messageId: 'm2', seq: 2 }]);
    transport.connection.push(...events(2, said(1, 'm2', 'Hello')));
    await settled();
    expect(client.getState().sent).toEqual([]);
  });

  it('that was acknowledged is not shown any more when the log was restored without it', async () => {
    const { client, transport, environment } = await liveClient();
    const sent = client.sendMessage({ text: 'Hello' });
    transport.calls[0]?.resolve(loggedAt(9));
    await sent;
    transport.connection.fail(failure('ConnectionLost'));
    await settled();
    environment.advance(250);
    await settled();
    expect(client.getState().sent).toHaveLength(1);
    transport.connection.push(hello({ epoch: 'e2', head: 1 }), ...events(1, created), caughtUp(1));
    await settled();
    expect(client.getState().sent).toEqual([]);
  });

  it('that was under way on a connection that broke is sent at once on the next one, under the same id', async () => {
    const parts = await liveClient();
    const { client, transport, environment } = parts;
    const sent = client.sendMessage({ text: 'Hello' });
    const id = requestId(parts);
    transport.connection.fail(failure('ConnectionLost'));
    await settled();
    environment.advance(250);
    await settled();
    expect(transport.calls).toHaveLength(1);
    transport.connection.push(hello(), caughtUp(1));
    await settled();
    // Nobody knows whether the first one arrived, and its answer will not come.
    expect(transport.calls.map(({ isOver }) => isOver)).toEqual([true, false]);
    expect(transport.calls[1]?.params).toMatchObject({ clientRequestId: id });
    transport.calls[1]?.resolve(loggedAt(2));
    await expect(sent).resolves.toEqual(loggedAt(2));
  });

  it('that is no JSON is refused at once, and holds nothing up', async () => {
    const { client, transport } = await liveClient();
    const circle: { self?: unknown } = {};
    circle.self = circle;
    for (const data of [{ n: 1n }, circle]) {
      const parts = [{ type: 'data', partId: 'p1', name: 'x', data } as never];
      await expect(client.sendMessage({ parts })).rejects.toMatchObject({ code: 'InvalidRequest' });
    }
    expect([client.getState().pending, transport.calls]).toEqual([[], []]);
    void client.sendMessage({ text: 'Next' });
    expect(transport.calls).toHaveLength(1);
  });

  it('is what it was when it was given', async () => {
    const { client, transport } = await liveClient();
    void client.sendMessage({ text: 'Before' });
    const data = { n: 1 };
    void client.sendMessage({ parts: [{ type: 'data', partId: 'p1', name: 'x', data } as never] });
    data.n = 2;
    transport.calls[0]?.resolve(loggedAt(2));
    await settled();
    expect(transport.calls[1]?.params).toMatchObject({ parts: [{ data: { n: 1 } }] });
  });

  it('that was given before the first connection stood is sent once', async () => {
    const transport = new PuppetTransport();
    const client = createChatClient({ transport, conversationId: CONVERSATION_ID });
    client.connect();
    void client.sendMessage({ text: 'Hello' });
    transport.connection.push(hello(), ...events(1, created), caughtUp(1));
    await settled();
    expect(client.getState().connection.status).toBe('live');
    expect(transport.calls).toHaveLength(1);
    client.close();
  });

  it('waits for the one before it', async () => {
    const { client, transport, environment } = await liveClient();
    const sent = ['One', 'Two', 'Three'].map((each) => client.sendMessage({ text: each }));
    await settled();
    expect(transport.calls).toHaveLength(1);
    transport.calls[0]?.reject(failure('ConnectionLost'));
    await settled();
    expect(transport.calls).toHaveLength(1);
    environment.advance(250);
    await settled();
    for (let index = 1; index <= 3; index++) {
      expect(transport.calls).toHaveLength(index + 1);
      transport.calls[index]?.resolve(loggedAt(index + 1));
      await settled();
    }
    expect(await Promise.all(sent)).toEqual([loggedAt(2), loggedAt(3), loggedAt(4)]);
    const parts = transport.calls.map(
      ({ params }) => (params as { parts: [{ text: string }] }).parts[0].text,
    );
    expect(parts).toEqual(['One', 'One', 'Two', 'Three']);
  });

  it('is settled by its event when that comes first, and its call is called off', async () => {
    const parts = await liveClient();
    const { client, transport } = parts;
    const sent = client.sendMessage({ text: 'Hello' });
    const next = client.sendMessage({ text: 'Next' });
    transport.connection.push(...events(2, said(1, 'm2', 'Hello', requestId(parts))));
    await expect(sent).resolves.toEqual(loggedAt(2));
    await settled();
    expect(client.getState()).toMatchObject({ sent: [], pending: [{ status: 'sending' }] });
    expect(transport.calls[0]?.isOver).toBe(true);
    transport.connection.push(...events(3, started(2), queued('m4', 'Next', requestId(parts))));
    await expect(next).resolves.toEqual({ seq: 4, messageId: 'm4', queued: true });
    expect(client.getState().pending).toEqual([]);
  });

  it('that failed is settled by its event: it was logged after all', async () => {
    const parts = await liveClient();
    const { client, transport } = parts;
    void client.sendMessage({ text: 'Hello' });
    const id = requestId(parts);
    transport.calls[0]?.reject(failure('Unauthorized'));
    await settled();
    transport.connection.push(...events(2, said(1, 'm2', 'Hello', id)));
    await settled();
    expect(client.getState().pending).toEqual([]);
  });

  it('is kept when the client is closed, and goes on when it connects again', async () => {
    const { client, transport } = await liveClient();
    const sent = client.sendMessage({ text: 'Hello' });
    client.close();
    await expect(sent).rejects.toMatchObject({ code: 'Aborted' });
    expect(client.getState().pending).toMatchObject([{ status: 'sending' }]);
    await expect(client.sendMessage({ text: 'Too late' })).rejects.toMatchObject({ code: 'Aborted' });
    expect(client.getState().pending).toHaveLength(1);
    client.connect();
    await settled();
    expect(transport.calls).toHaveLength(2);
    transport.calls[1]?.resolve(loggedAt(2));
    await settled();
    expect(client.getState().pending).toEqual([]);
  });

  it('whose promise nobody looks at is no unhandled rejection', async () => {
    const { client, transport } = await liveClient();
    const unhandled: unknown[] = [];
    const listener = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', listener);
    void client.sendMessage({ text: 'Hello' });
    void client.cancelQueued('m1');
    transport.calls[0]?.reject(failure('Forbidden'));
    await settled();
    transport.calls[1]?.reject(failure('UnknownMessage'));
    await settled();
    await settled();
    process.off('unhandledRejection', listener);
    expect(unhandled).toEqual([]);
  });
});
