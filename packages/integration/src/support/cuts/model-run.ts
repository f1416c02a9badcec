import {
  type ChatClient,
  createChatClient,
  inProcessTransport,
  memoryPendingStorage,
} from '@agent-chat/client';
import { type FaultProxy, startFaultProxy, watchScreen } from '@agent-chat/client/test-support';
import fc from 'fast-check';
import { expect } from 'vitest';
import { comparable } from './comparable.js';
import { hastyEnvironment } from './frozen-clock.js';
import type { ProofServer } from './proof-server.js';
import type { Instruction, Puppets } from './puppet-agent.js';
import { until } from './recorded-run.js';
import { SHARED_STREAM, transportOn, type Way } from './ways.js';

/** What is known without looking: what the person has said, in order. */
interface Model {
  readonly said: string[];
}

/** A client and a server with a bad line between them. */
export interface World {
  readonly conversationId: string;
  readonly server: ProofServer;
  readonly puppets: Puppets;
  readonly proxy: FaultProxy;
  client: ChatClient;
  /** Another tab of the same person, which looks on; `null` where tabs share nothing. */
  readonly other: ChatClient | null;
  /** What has been seen of text that was still being written. */
  readonly drafts: { seen: boolean; interrupted: boolean };
  /** What was on screen of any client and must not have been. */
  readonly faults: (() => readonly string[])[];
  /** The page is loaded again: another client, with what the first one has kept. */
  reload(): void;
}

type Command = fc.AsyncCommand<Model, World>;

function command(name: string, run: (world: World, model: Model) => Promise<void> | void): Command {
  return {
    check: () => true,
    run: async (model, world) => run(world, model),
    toString: () => name,
  };
}

function saySomething({ client }: World, { said }: Model): void {
  const text = `Said ${said.length + 1}`;
  said.push(text);
  void client.sendMessage({ text }).catch(() => undefined);
}

/** Something is said and answered, as far as the line lets it through: there is text to cut. */
async function converse(world: World, model: Model): Promise<void> {
  const { puppets, proxy, conversationId } = world;
  if (!puppets.isRunning(conversationId)) saySomething(world, model);
  for (let tries = 0; tries < 100 && !proxy.refuses && !puppets.isRunning(conversationId); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await puppets.tell(conversationId, 'write');
}

const say: Command = command('say', saySomething);
const saidAndAnswered: Command = command('say, and be answered', converse);
const stop: Command = command('stop', ({ client }) => void client.stop().catch(() => undefined));
const tell = (what: Instruction): Command =>
  command(what, ({ puppets, conversationId }) => puppets.tell(conversationId, what));
const fault = (name: string, change: (proxy: FaultProxy) => void): Command =>
  command(name, ({ proxy }) => change(proxy));

const commands = fc.commands(
  [
    fc.constantFrom(say, say, stop, tell('finish')),
    fc.constant(saidAndAnswered),
    ...Array.from({ length: 3 }, () => fc.constant(tell('write'))),
    fc.constantFrom(tell('write'), tell('step'), tell('use_tool')),
    fc.nat({ max: 1_500 }).map((bytes) => fault(`cut after ${bytes}`, (proxy) => proxy.cutAfter(bytes))),
    fc
      .nat({ max: 600 })
      .map((bytes) => fault(`cut the other way after ${bytes}`, (proxy) => proxy.cutAfter(bytes, 'up'))),
    fc.constant(fault('cut', (proxy) => proxy.cut())),
    fc
      .constantFrom(0, 3)
      .map((ms) => fault(`${ms} ms late`, (proxy) => Object.assign(proxy, { delayMs: ms }))),
    fc
      .constantFrom(0, 16, 64)
      .map((bytes) => fault(`drip ${bytes}`, (proxy) => Object.assign(proxy, { dripBytes: bytes }))),
    fc
      .boolean()
      .map((is) => fault(`double frames ${is}`, (proxy) => Object.assign(proxy, { doublesFrames: is }))),
    fc
      .boolean()
      .map((is) => fault(`double requests ${is}`, (proxy) => Object.assign(proxy, { doublesRequests: is }))),
    fc.constantFrom('go offline', 'come back').map((name) =>
      fault(name, (proxy) => {
        proxy.refuses = name === 'go offline';
        if (proxy.refuses) proxy.cut();
      }),
    ),
    fc.constant(command('reload', (world) => world.reload())),
    fc.constant(command('wait', () => new Promise((resolve) => setTimeout(resolve, 2)))),
    fc.constant(command('be live', ({ client, proxy }) => (proxy.refuses ? undefined : isLive(client)))),
  ],
  // By default few of them are drawn.
  { maxCommands: 30, size: 'max' },
);

async function isLive(client: ChatClient): Promise<void> {
  await until(client, ({ connection }) => connection.status === 'live');
}

export interface ModelRunsOptions {
  readonly server: ProofServer;
  readonly puppets: Puppets;
  readonly way: Way;
  readonly numRuns: number;
  readonly seed: number;
}

/** How many runs came to what they are about. */
export interface Reached {
  runs: number;
  /** Text was seen while it was being written. */
  drafts: number;
  /** It was cut off, and shown as such. */
  interruptions: number;
  /** Connections were cut twice or more. */
  doubleCuts: number;
}

/**
 * Runs random commands of people, agents and the network, and compares what the client shows in the
 * end with what a reader without a wire reads then, and with what was said.
 */
export async function modelRuns({ seed, numRuns, ...given }: ModelRunsOptions): Promise<Reached> {
  const reached: Reached = { runs: 0, drafts: 0, interruptions: 0, doubleCuts: 0 };
  // Most begin in the middle of an answer, where a line breaks worst.
  const property = fc.asyncProperty(fc.nat({ max: 3 }), commands, async (beginning, each) => {
    const world = await createWorld(given);
    const model: Model = { said: [] };
    try {
      if (beginning > 0) await converse(world, model);
      await fc.asyncModelRun(() => ({ model, real: world }), each);
      await expectTheSame(world, model);
      count(reached, world);
    } finally {
      world.client.close();
      world.other?.close();
      await world.puppets.tell(world.conversationId, 'finish');
      await world.proxy.close();
    }
  });
  await fc.assert(property, { seed, numRuns });
  return reached;
}

function count(reached: Reached, { drafts, proxy }: World): void {
  reached.runs += 1;
  if (drafts.seen) reached.drafts += 1;
  if (drafts.interrupted) reached.interruptions += 1;
  if (proxy.cuts() > 1) reached.doubleCuts += 1;
}

async function createWorld({
  server,
  puppets,
  way,
}: Omit<ModelRunsOptions, 'seed' | 'numRuns'>): Promise<World> {
  const conversationId = await server.create();
  const proxy = await startFaultProxy(server.port);
  const storage = memoryPendingStorage();
  const drafts = { seen: false, interrupted: false };
  const faults: World['faults'] = [];
  let requests = 0;
  const openTab = (tabStorage = memoryPendingStorage()): ChatClient => {
    const client = createChatClient({
      transport: transportOn(way, proxy.url, server.url),
      conversationId,
      storage: tabStorage,
      environment: { ...hastyEnvironment(), newId: () => `r${(requests += 1)}` },
      backoff: { baseMs: 2, maxMs: 8 },
    });
    faults.push(watchScreen(client));
    client.subscribe(() => {
      const shown = client.getState().drafts;
      drafts.seen ||= shown.length > 0;
      drafts.interrupted ||= shown.some(({ interrupted }) => interrupted);
    });
    client.connect();
    return client;
  };
  const world: World = {
    conversationId,
    server,
    puppets,
    proxy,
    client: openTab(storage),
    other: way === SHARED_STREAM ? openTab() : null,
    drafts,
    faults,
    reload() {
      world.client.close();
      world.client = openTab(storage);
    },
  };
  return world;
}

async function expectTheSame(
  { client, other, server, proxy, conversationId, faults }: World,
  { said }: Model,
): Promise<void> {
  Object.assign(proxy, {
    refuses: false,
    dripBytes: 0,
    delayMs: 0,
    doublesFrames: false,
    doublesRequests: false,
  });
  await until(client, ({ pending }) => pending.length === 0);
  const { head } = await server.api.call('getConversation', { conversationId });
  const reader = createChatClient({ transport: inProcessTransport(server.api), conversationId });
  reader.connect();
  try {
    await until(reader, ({ conversation }) => (conversation?.control.seq ?? 0) >= head);
    for (const each of other === null ? [client] : [client, other]) {
      await expect
        .poll(() => comparable(each.getState()), { timeout: 10_000, interval: 2 })
        .toEqual(comparable(reader.getState()));
    }
    const texts = [...(client.getState().conversation?.timeline.entries ?? [])].flatMap((entry) =>
      entry.kind === 'message' && entry.message.role === 'user' ? entry.message.parts : [],
    );
    const queue = client.getState().conversation?.control.queue.flatMap(({ parts }) => parts) ?? [];
    expect([...texts, ...queue].map((part) => ('text' in part ? part.text : null))).toEqual(said);
    expect(faults.flatMap((found) => found())).toEqual([]);
  } finally {
    reader.close();
  }
}
