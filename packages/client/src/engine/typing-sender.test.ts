import type { Frame } from '@agent-chat/protocol';
import { AgentChatError } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { created } from '../test-support/events.js';
import { caughtUp, events, hello } from '../test-support/frames.js';
import { liveClient } from '../test-support/puppet-client.js';
import { settled } from '../test-support/puppet-transport.js';

async function setUp(...present: string[]) {
  const here = (...participantIds: string[]): Frame => ({ kind: 'presence', data: { participantIds } });
  const frames = [hello(), ...events(1, created), here(...present), caughtUp(1)];
  const { client, transport, environment } = await liveClient({}, frames);
  const calls = () => transport.calls.filter(({ method }) => method === 'setTyping');
  const told = () => calls().map(({ params }) => (params as { typing: boolean }).typing);
  /** The server answers what was asked last. */
  const answer = async (): Promise<void> => {
    calls().at(-1)?.resolve({ expiresInMs: 6_000 });
    await settled();
  };
  return { client, transport, environment, here, told, answer, calls };
}

describe('setTyping', () => {
  it('is said at once, and then no more often than it has to be', async () => {
    const { client, environment, told, answer } = await setUp('eve');
    for (let key = 0; key < 10; key++) {
      client.setTyping(true);
      await answer();
      environment.time += 300;
    }
    expect(told()).toEqual([true]);
    client.setTyping(true);
    await answer();
    expect(told()).toEqual([true, true]);
    client.setTyping(false);
    client.setTyping(false);
    await answer();
    client.setTyping(false);
    expect(told()).toEqual([true, true, false]);
    client.setTyping(true);
    expect(told()).toEqual([true, true, false, true]);
  });

  it('is not said where nobody else is, until somebody comes', async () => {
    const { client, transport, here, told } = await setUp();
    client.setTyping(true);
    client.setTyping(false);
    expect(told()).toEqual([]);
    transport.connection.push(here('eve'));
    await settled();
    client.setTyping(true);
    expect(told()).toEqual([true]);
  });

  it('has one call under way at a time, and says what has become of it meanwhile', async () => {
    const { client, told, answer } = await setUp('eve');
    client.setTyping(true);
    client.setTyping(false);
    client.setTyping(true);
    client.setTyping(false);
    expect(told()).toEqual([true]);
    await answer();
    expect(told()).toEqual([true, false]);
    client.setTyping(true);
    client.setTyping(false);
    client.setTyping(true);
    await answer();
    expect(told()).toEqual([true, false, true]);
  });

  it('ends with a message, and takes back what may overtake it', async () => {
    const { client, told, answer } = await setUp('eve');
    client.setTyping(true);
    await answer();
    void client.sendMessage({ text: 'Hello' });
    client.setTyping(false);
    expect(told()).toEqual([true]);
    client.setTyping(true);
    void client.sendMessage({ text: 'And' });
    expect(told()).toEqual([true, true]);
    await answer();
    expect(told()).toEqual([true, true, false]);
  });

  it('goes on after a call that failed', async () => {
    const { client, environment, calls, told } = await setUp('eve');
    client.setTyping(true);
    calls()[0]?.reject(new AgentChatError('Unavailable', 'No.'));
    await settled();
    environment.time += 3_000;
    client.setTyping(true);
    expect(told()).toEqual([true, true]);
  });

  it('goes on after the clock was set back', async () => {
    const { client, environment, told, answer } = await setUp('eve');
    client.setTyping(true);
    await answer();
    environment.time -= 3_600_000;
    client.setTyping(true);
    expect(told()).toEqual([true, true]);
  });
});
