import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type ChatClient, createChatClient } from '../chat-client.js';
import { until } from '../test-support/clients.js';
import { type ContractServer, startContractServer, TOKEN } from '../test-support/contract-server.js';
import { CONVERSATION_ID, created, draft, said, started } from '../test-support/events.js';
import { ScriptedWorld } from '../test-support/scripted-world.js';
import { watchScreen } from '../test-support/watched-screen.js';
import { sharedSseTransport } from './shared-transport.js';

/** Two nodes of a server: the tab that leads reads of the first. */
let nodes: ContractServer[];
const tabs: ChatClient[] = [];
let scope = 0;
beforeEach(async () => {
  scope += 1;
  nodes = await Promise.all(
    [0, 1].map(() => {
      const world = new ScriptedWorld();
      world.do({ event: created }, { event: said(1, 'm1', 'Hi') }, { event: started(2) });
      return startContractServer(world);
    }),
  );
});
afterEach(async () => {
  for (const tab of tabs.splice(0)) tab.close();
  for (const node of nodes) await node.close();
});

const node = (index: number): ContractServer => nodes[index] as ContractServer;

async function openTab({ url }: ContractServer): Promise<ChatClient> {
  const tab = createChatClient({
    transport: sharedSseTransport({ url, token: TOKEN, scope: `late-${scope}`, askAfterMs: 30_000 }),
    conversationId: CONVERSATION_ID,
    backoff: { baseMs: 4, maxMs: 40 },
  });
  tabs.push(tab);
  tab.connect();
  await until(tab, ({ connection }) => connection.status === 'live');
  return tab;
}

const write = ({ world }: ContractServer, offset: number): void =>
  world.do({ draft: draft(2, 'm2', offset, 'word ') });
const hasText = (tab: ChatClient, length: number): Promise<unknown> =>
  until(tab, ({ drafts }) => (drafts[0]?.text.length ?? 0) === length);

it('a tab that follows keeps text that began after a stream of which it hears late', async () => {
  const server = node(0);
  await openTab(server);
  const { postMessage } = BroadcastChannel.prototype;
  const late: (() => void)[] = [];
  const slow = vi.spyOn(BroadcastChannel.prototype, 'postMessage').mockImplementation(function (
    this: BroadcastChannel,
    message: { frames?: readonly unknown[] },
  ) {
    const pass = (): void => postMessage.call(this, message);
    if ((message.frames?.length ?? 0) === 0) pass();
    else late.push(pass);
  });
  try {
    server.breakAll();
    await expect.poll(() => late.length).toBeGreaterThan(1);
    write(server, 0);
    const follower = await openTab(server);
    await hasText(follower, 5);
    const faults = watchScreen(follower);
    const asked = server.requests.length;
    for (const pass of late.splice(0)) pass();
    await expect.poll(() => server.requests.length).toBe(asked + 1);
    write(server, 5);
    await expect.poll(() => late.length).toBe(1);
    late[0]?.();
    await hasText(follower, 10);
    expect(faults()).toEqual([]);
  } finally {
    slow.mockRestore();
  }
});

it('a tab that follows goes on where another node answers it, which has the text a little later', async () => {
  const leader = await openTab(node(0));
  for (const each of nodes) write(each, 0);
  write(node(0), 5);
  await hasText(leader, 10);
  const follower = await openTab(node(1));
  await hasText(follower, 5);
  const faults = watchScreen(follower);
  const statuses = new Set<string>();
  follower.subscribe(() => statuses.add(follower.getState().connection.status));
  const questions = (): number => node(1).requests.filter((line) => line.includes('/stream')).length;
  // Always one piece behind, as what is passed on between the nodes is.
  let offset = 10;
  const writing = setInterval(() => {
    write(node(0), offset);
    write(node(1), offset - 5);
    offset += 5;
  }, 20);
  try {
    await until(follower, ({ drafts }) => (drafts[0]?.text.length ?? 0) > 200);
  } finally {
    clearInterval(writing);
  }
  await hasText(follower, offset);
  expect(faults()).toEqual([]);
  expect([...statuses]).toEqual(['live']);
  // At once, and once more when there is enough to go on from.
  expect(questions()).toBeLessThan(6);
});
