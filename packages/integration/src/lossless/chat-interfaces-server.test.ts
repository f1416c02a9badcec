import type { AgentRunner } from '@agent-chat/core';
import type { InterfaceRecord, KnownEvent, MethodParams, MethodResult } from '@agent-chat/protocol';
import { isMessageEvent, textOf } from '@agent-chat/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AGENTS } from '../support/interface-server.js';
import {
  type OperatorNode,
  type OperatorServer,
  openOperatorServer,
  operatorTokenOf,
} from '../support/operator-server.js';
import { TEST_STORES } from '../support/test-stores.js';
import { dense, ids, orNull, words } from './carry.js';
import { interfaceFrom, type InterfaceMessage, messageFrom, sessionFrom } from './chat-interfaces.mapping.js';
import { RUNS } from './commands.js';

type Fields = Readonly<Record<string, unknown>>;

const MINUTE_MS = 60_000;
const OPERATOR = operatorTokenOf('default');
/** Says what it has read, files by name and type included. */
const helper: AgentRunner = {
  async *run({ events }) {
    const { parts } = events.findLast(isMessageEvent)!.payload;
    const files = (parts as unknown as Fields[]).filter(({ type }) => type === 'attachment');
    const read = files.map(({ name, contentType }) => `${String(name)} (${String(contentType)})`);
    const text = ['I have read:', textOf(parts), ...read].join('\n');
    yield { type: 'message', parts: [{ type: 'text', text }], finality: 'turn' };
  },
};

let opened: OperatorServer;
let node: OperatorNode;
/** What starts later, on the same store. */
let later: OperatorNode;
let made = 0;

beforeAll(async () => {
  opened = await openOperatorServer(TEST_STORES.find(({ name }) => name === 'SQLite')!);
  [node, later] = [0, 1].map(() => opened.node({ agents: AGENTS }, { helper })) as [
    OperatorNode,
    OperatorNode,
  ];
});
afterAll(() => opened.close());

const said = words.filter((text) => text.trim() !== '');
const line = fc.stringMatching(/^[A-Za-z][A-Za-z ]{0,30}$/);
const color = fc.stringMatching(/^#[0-9a-f]{6}$/);
const cover = fc.oneof(
  color.map((coverValue) => ({ coverType: 'color' as const, coverValue })),
  color.map((one) => ({
    coverType: 'gradient' as const,
    coverValue: `linear-gradient(90deg, ${one}, #fff)`,
  })),
  ids.map((name) => ({ coverType: 'image' as const, coverValue: `/brand/${name}.png` })),
);
const first = {
  description: orNull(words),
  primaryColor: color,
  welcomeMessage: said,
  suggestedPrompts: fc.array(
    fc.record({ text: said, icon: fc.constantFrom('🚀', 'help') }, { requiredKeys: ['text'] }),
    {
      maxLength: 3,
    },
  ),
};
/** A cover that is the colour of all follows it, so who changes one here says both. */
const withCover = <T extends { primaryColor?: string }>(fields: fc.Arbitrary<T>) =>
  fc
    .tuple(fields, cover, fc.boolean())
    .map(([own, covered, isCovered]) =>
      isCovered || own.primaryColor !== undefined ? { ...own, ...covered } : own,
    );
const changes = withCover(
  fc.record(
    {
      ...first,
      name: line,
      title: line,
      iconUrl: orNull(ids.map((name) => `/brand/${name}.svg`)),
      fontFamily: fc.constantFrom('Inter', 'Georgia, serif'),
      borderRadius: fc.integer({ min: 0, max: 64 }),
      placeholderText: line,
      allowFileUpload: fc.boolean(),
      maxFiles: fc.integer({ min: 1, max: 50 }),
      maxFileSizeMb: fc.integer({ min: 1, max: 1_024 }),
      allowedFileTypes: fc.array(fc.constantFrom('application/pdf', 'image/*', 'text/*', '*/*'), {
        maxLength: 3,
      }),
      persistenceType: fc.constantFrom('session' as const, 'local_storage' as const),
      sessionTimeoutMinutes: fc.integer({ min: 0, max: 525_600 }),
      widgetPosition: fc.constantFrom('bottom-right' as const, 'bottom-left' as const),
      widgetButtonIcon: fc.constantFrom('chat', 'message', 'help', '/brand/button.svg'),
      widgetButtonText: orNull(line),
      widgetInitialState: fc.constantFrom('collapsed' as const, 'expanded' as const),
      rateLimitMessages: fc.integer({ min: 1, max: 10_000 }),
      rateLimitWindowSeconds: fc.integer({ min: 1, max: 86_400 }),
    },
    { requiredKeys: [] },
  ),
);
const creation = withCover(
  fc.record({ name: line, title: line, ...first }, { requiredKeys: ['name', 'title'] }),
);

async function make(fields: Partial<MethodParams<'createInterface'>>): Promise<InterfaceRecord> {
  made += 1;
  const own = { name: 'Help', title: 'Help', slug: `lossless-${made}`, agentId: 'helper' };
  return node.call('createInterface', { clientRequestId: `r${made}`, ...own, ...fields });
}

/** The public view there: what is nobody's secret, flat. Ours says nothing of uploads where there are none. */
function publicFrom({ uploads, widget, ...rest }: MethodResult<'getPublicInterface'>): Fields {
  return {
    ...rest,
    allowFileUpload: uploads != null,
    ...uploads,
    widgetPosition: widget?.position,
    widgetButtonIcon: widget?.buttonIcon,
    widgetButtonText: widget?.buttonText,
    widgetInitialState: widget?.initialState,
  };
}
/** Theirs keeps of an interface neither these nor, as ours, an id: visitors know it by its slug. */
const PRIVATE = [
  'id userId name agentId status sessionTimeoutMinutes rateLimitMessages rateLimitWindowSeconds',
  'sessionCount messageCount lastActivityAt publishedAt createdAt updatedAt deletedAt',
  // Of ours alone.
  'revision allowedOrigins',
]
  .join(' ')
  .split(' ');
const UPLOADS = ['maxFiles', 'maxFileSizeMb', 'allowedFileTypes'];

describe('an interface on a server', { timeout: 120_000 }, () => {
  it('has back what it was made with, any change, and when it is published, and shows what is public', async () => {
    await fc.assert(
      fc.asyncProperty(creation, changes, async (created, changed) => {
        const { interfaceId, ...defaults } = await make(created);
        expect(defaults).toMatchObject(created);
        opened.clock.advance(MINUTE_MS);
        const at = new Date(opened.clock.now()).toISOString();
        await node.call('updateInterface', { interfaceId, changes: changed });
        const { publishedAt } = await node.call('publishInterface', { interfaceId });
        expect(publishedAt).toBe(at);
        const record = await later.call('getInterface', { interfaceId });
        const foreign: Fields = interfaceFrom(record);
        const { revision: _counted, ...before } = interfaceFrom({ ...defaults, interfaceId });
        expect(foreign).toMatchObject({
          ...before,
          ...changed,
          status: 'published',
          publishedAt: at,
          updatedAt: at,
        });
        const response = await later.ask('getPublicInterface', { slug: record.slug });
        const view = publicFrom((await response.json()) as MethodResult<'getPublicInterface'>);
        const dropped = [...PRIVATE, ...(record.allowFileUpload ? [] : UPLOADS)];
        const kept = Object.entries(foreign).filter(([name]) => !dropped.includes(name));
        expect(view).toEqual(Object.fromEntries(kept));
        expect(await node.call('unpublishInterface', { interfaceId })).toMatchObject({ publishedAt: null });
      }),
      RUNS,
    );
  });

  it('is one of a list, of its agent too, is free to keep its slug, is shown in three ways, and is like its duplicate', async () => {
    const { interfaceId, slug } = await make({ description: 'Mine' });
    for (const asked of [{}, { agentId: 'helper' }]) {
      const { interfaces } = await later.call('listInterfaces', { ...asked, limit: 100 });
      expect(interfaces.map((one) => one.interfaceId)).toContain(interfaceId);
    }
    expect((await later.call('listInterfaces', { agentId: 'seller' })).interfaces).toEqual([]);
    expect(await later.call('checkSlug', { slug })).toMatchObject({ free: false, fault: 'taken' });
    expect(await later.call('checkSlug', { slug, interfaceId })).toMatchObject({ free: true });
    // Each kind of a preview has its way onto a page.
    const { pageUrl, iframe, widget } = await later.call('getEmbedCode', { interfaceId });
    const kinds = { 'full-page': pageUrl, iframe, widget };
    expect(kinds['full-page']).toMatch(new RegExp(`/c/${slug}$`));
    expect(kinds.iframe).toContain(`/embed/${slug}`);
    expect(kinds.iframe).toContain('width="400" height="600"');
    expect(kinds.widget).toContain(`/widget/${slug}.js`);
    const copy = await later.call('duplicateInterface', { interfaceId, clientRequestId: `copy of ${slug}` });
    expect(copy).toMatchObject({
      description: 'Mine',
      agentId: 'helper',
      status: 'draft',
      publishedAt: null,
    });
    expect([copy.interfaceId, copy.slug]).not.toContain(slug);
    await later.call('deleteInterface', { interfaceId });
    const { interfaces } = await node.call('listInterfaces', { deleted: true });
    expect(interfaces).toMatchObject([{ interfaceId, deletedAt: expect.any(String) as string }]);
  });
});

const file = fc.record({
  fileName: fc.stringMatching(/^[a-z][a-z0-9]{0,12}$/).map((name) => `${name}.txt`),
  body: said,
});
const visit = fc.record({
  browserFingerprint: orNull(fc.stringMatching(/^[\w-]{1,64}$/)),
  referrer: orNull(fc.webUrl()),
  messages: fc.array(fc.record({ content: said, files: fc.array(file, { maxLength: 2 }) }), {
    minLength: 1,
    maxLength: 3,
  }),
});

describe('a visit of an interface on a server', { timeout: 120_000 }, () => {
  it('has its session and, to a visitor who returns, its messages and files back', async () => {
    await fc.assert(
      fc.asyncProperty(visit, async ({ browserFingerprint, referrer, messages }) => {
        const { interfaceId, slug } = await make({ allowFileUpload: true, persistenceType: 'local_storage' });
        await node.call('publishInterface', { interfaceId });
        const began = new Date(opened.clock.now()).toISOString();
        const asked = dense({
          slug,
          browserFingerprint: browserFingerprint ?? undefined,
          referrer: referrer ?? undefined,
        });
        const answered = await node.ask('createSession', asked);
        const session = (await answered.json()) as MethodResult<'createSession'>;
        const { conversationId, sessionToken, persistenceToken } = session;
        expect(session.resumed).toBe(false);

        const sent: InterfaceMessage[] = [];
        for (const { content, files } of messages) {
          opened.clock.advance(MINUTE_MS);
          const timestamp = new Date(opened.clock.now()).toISOString();
          const attachments = [];
          const parts: object[] = [{ type: 'text', partId: 'text', text: content }];
          for (const { fileName, body } of files) {
            const path = `/api/conversations/${conversationId}/attachments?name=${fileName}`;
            const bytes = new TextEncoder().encode(body);
            const headers = { 'content-type': 'text/plain' };
            const up = await node.fetch('POST', path, { token: sessionToken, body: bytes, headers });
            const { attachmentId } = (await up.json()) as { attachmentId: string };
            const info = { name: fileName, contentType: 'text/plain' };
            parts.push({ type: 'attachment', partId: `file${parts.length}`, attachmentId, ...info });
            attachments.push({ fileName, fileSize: bytes.length, mimeType: 'text/plain' });
          }
          made += 1;
          const message = { conversationId, clientRequestId: `m${made}`, parts };
          const answer = await node.ask('sendMessage', message, sessionToken);
          const { messageId } = (await answer.json()) as MethodResult<'sendMessage'>;
          const list = attachments.length > 0 ? { attachments } : {};
          sent.push({ id: messageId, role: 'user', content, timestamp, ...list });
          await node.ask('runToCompletion', { conversationId }, OPERATOR);
          const read = attachments.map(({ fileName }) => `${fileName} (text/plain)`);
          const said = ['I have read:', content, ...read].join('\n');
          sent.push({ id: expect.any(String) as string, role: 'assistant', content: said, timestamp });
        }

        // It comes back: the answer says so, and what was said before is read from its log.
        const again = await later.ask('createSession', { slug, persistenceToken });
        const resumed = (await again.json()) as MethodResult<'createSession'>;
        expect(resumed).toMatchObject({ resumed: true, conversationId });
        expect(resumed.sessionToken).not.toBe(sessionToken);
        const page = await later.ask(
          'getEvents',
          { conversationId, afterSeq: 0, limit: 500 },
          resumed.sessionToken,
        );
        const { events } = (await page.json()) as { events: KnownEvent[] };
        const logged = events.filter(isMessageEvent);
        const existingMessages = logged.map(({ ts, payload }) => comparable(messageFrom(ts, payload)));
        expect(existingMessages).toEqual(sent);
        // Each file is had by an address that is signed for it, as it was sent.
        const ofFiles = logged.flatMap(({ payload }) => payload.parts as unknown as Fields[]);
        const contents: string[] = [];
        for (const { attachmentId } of ofFiles.filter(({ type }) => type === 'attachment')) {
          const path = `/api/attachments/${String(attachmentId)}`;
          const info = await later.fetch('GET', path, { token: resumed.sessionToken });
          const { contentUrl } = (await info.json()) as { contentUrl: string };
          contents.push(await (await later.fetch('GET', contentUrl)).text());
        }
        expect(contents).toEqual(messages.flatMap(({ files }) => files.map(({ body }) => body)));

        const listed = await later.call('listSessions', {
          interfaceId,
          status: 'active',
          limit: 50,
          offset: 0,
        });
        expect(listed.total).toBe(1);
        expect(sessionFrom(listed.sessions[0] as unknown as Fields)).toMatchObject({
          id: expect.any(String) as string,
          interfaceId,
          threadId: conversationId,
          browserFingerprint,
          referrer,
          ipAddress: null,
          userAgent: null,
          countryCode: null,
          status: 'active',
          messageCount: messages.length,
          firstSeenAt: began,
          lastActivityAt: new Date(opened.clock.now()).toISOString(),
          endedAt: null,
        });
      }),
      RUNS,
    );
  });
});

/** Without what ours has beside theirs. */
function comparable({ attachments, ...message }: InterfaceMessage): InterfaceMessage {
  const { id, role, content, timestamp } = message;
  const list = attachments?.map(({ fileName, fileSize, mimeType }) => ({ fileName, fileSize, mimeType }));
  return { id, role, content, timestamp, ...(list && { attachments: list }) };
}
