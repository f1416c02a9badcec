import { describe, expect, it } from 'vitest';
import { said, started, text } from '../test-support/events.js';
import { events } from '../test-support/frames.js';
import { failure, liveClient, loggedAt, requestId } from '../test-support/puppet-client.js';
import { settled } from '../test-support/puppet-transport.js';

describe('the other commands', () => {
  it('stop names the open turn, and is done at once when there is none', async () => {
    const { client, transport } = await liveClient();
    await client.stop();
    expect(transport.calls).toEqual([]);
    transport.connection.push(...events(2, said(1, 'm1', 'Hello'), started(2)));
    await settled();
    const stopped = client.stop({ mode: 'hard' });
    expect(transport.calls[0]).toMatchObject({ method: 'stop', params: { turn: 2, mode: 'hard' } });
    transport.calls[0]?.resolve({ seq: 4 });
    await expect(stopped).resolves.toBeUndefined();
    expect(client.getState()).toMatchObject({ pending: [], sent: [] });
  });

  it('stop does not wait for a message, be it on its way or retried', async () => {
    const { client, transport, environment } = await liveClient();
    transport.connection.push(...events(2, said(1, 'm1', 'Hello'), started(2)));
    await settled();
    void client.sendMessage({ text: 'More' });
    const first = client.stop();
    expect(transport.calls.map(({ method }) => method)).toEqual(['sendMessage', 'stop']);
    transport.calls[1]?.resolve({ seq: 4 });
    await first;

    transport.calls[0]?.reject(failure('RateLimited', { retryAfterMs: 60_000 }));
    await settled();
    const second = client.stop({ mode: 'hard' });
    expect(transport.calls[2]).toMatchObject({ method: 'stop', params: { mode: 'hard' } });
    transport.calls[2]?.resolve({ seq: 5 });
    await second;
    expect(client.getState().pending).toMatchObject([{ method: 'sendMessage', status: 'sending' }]);
    environment.advance(60_250);
    await settled();
    expect(transport.calls[3]?.params).toBe(transport.calls[0]?.params);
  });

  it('a stop that is retried holds no message up, and its own event settles it', async () => {
    const parts = await liveClient();
    const { client, transport, environment } = parts;
    transport.connection.push(...events(2, said(1, 'm1', 'Hello'), started(2)));
    await settled();
    const stopped = client.stop();
    transport.calls[0]?.reject(failure('Unavailable'));
    await settled();
    void client.sendMessage({ text: 'More' });
    expect(transport.calls[1]?.method).toBe('sendMessage');
    environment.advance(250);
    await settled();
    expect(transport.calls[2]?.params).toBe(transport.calls[0]?.params);
    const payload = { turn: 2, mode: 'graceful' };
    const clientRequestId = requestId(parts);
    transport.connection.push(
      ...events(4, { type: 'stop_requested', author: 'ada', clientRequestId, payload }),
    );
    await stopped;
    expect(transport.calls[2]?.isOver).toBe(true);
    expect(transport.calls[1]?.isOver).toBe(false);
  });

  it('an edit of what waits stays behind the message before it', async () => {
    const { client, transport, environment } = await liveClient();
    void client.sendMessage({ text: 'First' });
    void client.editQueued('m4', [text('Better')]);
    transport.calls[0]?.reject(failure('Unavailable'));
    await settled();
    environment.advance(250);
    await settled();
    transport.calls[1]?.resolve(loggedAt(2));
    await settled();
    expect(transport.calls.map(({ method }) => method)).toEqual(['sendMessage', 'sendMessage', 'editQueued']);
  });

  it('edit and cancel what waits', async () => {
    const { client, transport } = await liveClient();
    const edited = client.editQueued('m4', [text('Better')]);
    const cancelled = client.cancelQueued('m4');
    expect(transport.calls[0]).toMatchObject({
      method: 'editQueued',
      params: { messageId: 'm4', parts: [{ text: 'Better' }] },
    });
    transport.calls[0]?.resolve({ seq: 2 });
    await edited;
    await settled();
    expect(transport.calls[1]).toMatchObject({ method: 'cancelQueued', params: { messageId: 'm4' } });
    transport.calls[1]?.resolve({ seq: 3 });
    await expect(cancelled).resolves.toBeUndefined();
  });
});
