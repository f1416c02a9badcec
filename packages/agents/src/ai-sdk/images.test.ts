import { AgentChatError } from '@agent-chat/protocol';
import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAgent } from '../loop/create-agent.js';
import type { ImageLimits } from '../loop/turn-pictures.js';
import type { ModelPort } from '../model/model-port.js';
import { createModelRegistry } from '../models/model-registry.js';
import {
  PROVIDERS,
  type ProviderName,
  providerModel,
  type Proxy,
  proxyTo,
} from '../test-support/providers.js';
import { loggedTypes, runTurn, TestLog, type TurnOutput } from '../test-support/test-log.js';
import { aiSdkModel } from './ai-sdk-model.js';

/** A picture of one pixel. */
const PNG = new Uint8Array(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=',
    'base64',
  ),
);
const BASE64 = Buffer.from(PNG).toString('base64');

const mock = new LLMock({ port: 0 });
let proxy: Proxy;
beforeAll(async () => {
  await mock.start();
  proxy = await proxyTo(mock.url);
});
afterAll(async () => {
  await proxy.close();
  await mock.stop();
});
beforeEach(() => {
  mock.clearFixtures();
  mock.clearRequests();
  mock.onMessage(/.*/, { content: 'I see.' });
});

interface File {
  readonly attachmentId: string;
  readonly contentType: string;
  /** What the message says of its type. Default: what it is. */
  readonly told?: string;
  readonly bytes?: Uint8Array;
}

const picture = (attachmentId: string, contentType = 'image/png', bytes = PNG): File => ({
  attachmentId,
  contentType,
  bytes,
});

/** A log in which a message carries each of `files`, and the turn that answers. */
function logWith(...files: readonly File[]): TestLog {
  const log = new TestLog();
  let parentId: string | null = null;
  for (const { attachmentId, contentType, told = contentType } of files) {
    log.turn += 1;
    const name = `${attachmentId}.picture`;
    log.add(
      'message',
      {
        messageId: `message-${attachmentId}`,
        parentId,
        role: 'user',
        parts: [
          { type: 'text', partId: 'p1', text: 'What is this?' },
          { type: 'attachment', partId: 'p2', attachmentId, name, contentType: told },
        ],
      },
      'ada',
    );
    parentId = `message-${attachmentId}`;
  }
  return log.open();
}

/** What the store of the conversation has; how often each was read. */
function filesOf(files: readonly File[]) {
  const read: string[] = [];
  return {
    read,
    files: {
      read: async (attachmentId: string, { maxBytes = 1 } = {}) => {
        const file = files.find((one) => one.attachmentId === attachmentId);
        if (file?.bytes === undefined) throw new AgentChatError('AttachmentHeld', 'It is looked at.');
        if (file.bytes.length > maxBytes) throw new AgentChatError('PayloadTooLarge', 'It is too large.');
        read.push(attachmentId);
        const { contentType, bytes } = file;
        return { attachmentId, name: `${attachmentId}.picture`, contentType, bytes };
      },
    },
  };
}

async function ask(model: ModelPort, given: readonly File[], images: ImageLimits = {}) {
  const store = filesOf(given);
  const agent = createAgent({ model, images });
  const outputs: TurnOutput[] = [];
  const withFiles = {
    ...agent,
    run: (input: Parameters<typeof agent.run>[0]) => agent.run({ ...input, files: store.files }),
  };
  outputs.push(...(await runTurn(withFiles, logWith(...given))));
  const told = outputs.flatMap((one) => (one.type === 'step' ? [one.message] : []));
  const { request = '' } = proxy.exchanges.at(-1) ?? {};
  return { outputs, told, request, read: store.read };
}

const modelOf = (provider: ProviderName, images?: boolean): ModelPort =>
  aiSdkModel(providerModel(provider, proxy.url), images === undefined ? {} : { images });

/** As each API takes a picture. */
const SHAPES: Readonly<Record<ProviderName, object>> = {
  anthropic: { type: 'image', source: { type: 'base64', media_type: 'image/png', data: BASE64 } },
  'openai chat': { type: 'image_url', image_url: { url: `data:image/png;base64,${BASE64}` } },
  'openai responses': { type: 'input_image', image_url: `data:image/png;base64,${BASE64}` },
  'openai compatible': { type: 'image_url', image_url: { url: `data:image/png;base64,${BASE64}` } },
  google: { inlineData: { mimeType: 'image/png', data: BASE64 } },
};

/** Every object in a request. */
function objectsIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
}

describe.each(PROVIDERS)('%s', (provider) => {
  it('is shown the picture of a message in the shape that its API has for it, and the log says so', async () => {
    const images = provider === 'openai compatible' ? true : undefined;
    const { outputs, told, request } = await ask(modelOf(provider, images), [picture('cat')]);
    expect(objectsIn(JSON.parse(request))).toContainEqual(SHAPES[provider]);
    expect(request).toContain('What is this?');
    expect(told).toEqual(['Shown to the model: cat.picture.']);
    expect(loggedTypes(outputs)).toEqual(['step', 'usage', 'message']);
  });

  it('gets a line of text instead where its host says that it takes none', async () => {
    const { told, request } = await ask(modelOf(provider, false), [picture('cat')]);
    expect(request).not.toContain(BASE64);
    expect(request).toContain('[You cannot see cat.picture: this model takes no pictures.]');
    expect(told).toEqual(['Not shown: cat.picture, this model takes no pictures.']);
  });
});

it('a model behind a server of its own is taken for one that takes no pictures until its host says that it does', async () => {
  const { request } = await ask(modelOf('openai compatible'), [picture('cat')]);
  expect(request).not.toContain(BASE64);
  const model = (images: boolean) =>
    createModelRegistry({
      models: [
        {
          name: 'own',
          model: modelOf('openai compatible'),
          provider: 'own',
          price: { input: 1, output: 1 },
          images,
        },
      ],
    }).get();
  expect((await ask(model(true), [picture('cat')])).request).toContain(BASE64);
  expect((await ask(model(false), [picture('cat')])).request).not.toContain(BASE64);
});

it('a picture of a type that is not safe for the model, a held one and a large one are told of, and not shown', async () => {
  const svg = picture('drawing', 'image/svg+xml');
  const disguised = { ...picture('disguised', 'text/html'), told: 'image/png' };
  const cat = picture('cat');
  const held: File = { attachmentId: 'held', contentType: 'image/png' };
  const large = picture('large', 'image/png', new Uint8Array(200));
  const { request, told, read } = await ask(modelOf('google'), [svg, held, large, disguised, cat], {
    maxBytes: 100,
  });
  expect(request).toContain('[You cannot see drawing.picture: this model takes no image/svg+xml.]');
  expect(request).toContain('[You cannot see held.picture: it is held back.]');
  expect(request).toContain('[You cannot see large.picture: it has more than 100 bytes.]');
  expect(request).toContain('[You cannot see disguised.picture: this model takes no text/html.]');
  expect(request.split('inlineData')).toHaveLength(2);
  expect(read.toSorted()).toEqual(['cat', 'disguised']);
  expect(told[0]).toContain('Shown to the model: cat.picture. Not shown: ');
});

it('a prompt carries the newest pictures up to its limits, and each is read once', async () => {
  const given = Array.from({ length: 5 }, (_, at) => picture(`p${at}`));
  const byCount = await ask(modelOf('anthropic'), given, { maxCount: 2 });
  expect(byCount.request.split(BASE64)).toHaveLength(3);
  expect(byCount.request).toContain('[You cannot see p2.picture: only the newest pictures are shown.]');
  expect(byCount.read).toEqual(['p4', 'p3']);
  const bySize = await ask(modelOf('anthropic'), given, { maxTotalBytes: PNG.length });
  expect(bySize.request.split(BASE64)).toHaveLength(2);
  expect(bySize.request).toContain('[You cannot see p0.picture: the pictures together are too large.]');
  // As many as the conversation has would be in memory at once.
  expect(bySize.read).toEqual(['p4', 'p3']);
});

it('the budget of a step holds what its pictures may cost, and not what their bytes would', async () => {
  const held: number[] = [];
  const model = { ...modelOf('anthropic'), maxOutputTokens: 10 };
  const agent = createAgent({ model });
  const big = picture('big', 'image/png', new Uint8Array(1_000_000));
  const withFiles = {
    ...agent,
    run: (input: Parameters<typeof agent.run>[0]) => agent.run({ ...input, files: filesOf([big]).files }),
  };
  await runTurn(withFiles, logWith(big), {
    control: {
      async reserve(amounts) {
        held.push(amounts.find(({ meter }) => meter === 'tokens')?.amount ?? 0);
        return 'reservation';
      },
    },
  });
  expect(held[0]).toBeGreaterThan(10_000);
  expect(held[0]).toBeLessThan(20_000);
});
