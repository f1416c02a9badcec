import { createHash } from 'node:crypto';
import { ChatInterface, check, Session, slugFault } from '@agent-chat/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  carry,
  carryRecord,
  dense,
  extras,
  ids,
  inMemory,
  inSqlite,
  instants,
  optional,
  orNull,
  withExtras,
  words,
} from './carry.js';
import {
  interfaceFrom,
  interfaceToRecord,
  type InterfaceMessage,
  messageFrom,
  messageToEvent,
  sessionFrom,
  sessionToRecord,
} from './chat-interfaces.mapping.js';

const tokens = fc.stringMatching(/^token_[a-z0-9]{32}$/);
const lineOf = (minLength: number) => fc.string({ minLength, maxLength: 255, unit: 'grapheme-ascii' });
/** As long as it may be, too. */
const line = fc.oneof(lineOf(1), lineOf(255));
const slug = fc
  .oneof(
    fc.stringMatching(/^[a-z0-9][a-z0-9]$/),
    fc.stringMatching(/^[a-z0-9][a-z0-9-]{1,20}[a-z0-9]$/),
    fc.stringMatching(/^[a-z0-9][a-z0-9-]{98}[a-z0-9]$/),
  )
  .filter((text) => slugFault(text) === null);
/** What an interface has that says nothing of it. */
const DEFAULTS = {
  status: 'draft',
  publishedAt: null,
  deletedAt: null,
  coverType: 'color',
  coverValue: '#6366f1',
  iconUrl: null,
  description: null,
  primaryColor: '#6366f1',
  fontFamily: 'Inter',
  borderRadius: 12,
  welcomeMessage: expect.stringMatching(/./) as string,
  placeholderText: expect.stringMatching(/./) as string,
  suggestedPrompts: [],
  allowFileUpload: false,
  maxFiles: 3,
  maxFileSizeMb: 10,
  allowedFileTypes: ['application/pdf', 'image/*', 'text/*'],
  persistenceType: 'session',
  sessionTimeoutMinutes: 60,
  widgetPosition: 'bottom-right',
  widgetButtonIcon: 'chat',
  widgetButtonText: null,
  widgetInitialState: 'collapsed',
  rateLimitMessages: 10,
  rateLimitWindowSeconds: 60,
  sessionCount: 0,
  messageCount: 0,
  lastActivityAt: null,
};
/** Any of them, and absent is another thing than `null`. */
const some = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(fields, { requiredKeys: [] });
const chatInterface = fc
  .tuple(
    extras,
    fc.record({
      id: ids,
      userId: ids,
      name: line,
      slug,
      agentId: ids,
      title: line,
      createdAt: instants,
      updatedAt: instants,
    }),
    some({
      status: fc.constantFrom('draft', 'published'),
      publishedAt: orNull(instants),
      deletedAt: orNull(instants),
      coverType: fc.constantFrom('image', 'color', 'gradient'),
      coverValue: fc.constantFrom('https://example.com/a.png', '#fff', 'linear-gradient(90deg, #000, #fff)'),
      iconUrl: orNull(fc.webUrl()),
      description: orNull(words),
      primaryColor: fc.constantFrom('#6366f1', 'rebeccapurple'),
      fontFamily: line,
      borderRadius: fc.nat(),
      welcomeMessage: line,
      placeholderText: line,
      suggestedPrompts: fc.array(
        withExtras(
          fc.record({ text: line, icon: fc.constantFrom('🚀', 'help') }, { requiredKeys: ['text'] }),
        ),
        { maxLength: 4 },
      ),
    }),
    some({
      allowFileUpload: fc.boolean(),
      maxFiles: fc.integer({ min: 1 }),
      maxFileSizeMb: fc.integer({ min: 1 }),
      allowedFileTypes: fc.array(fc.constantFrom('application/pdf', 'image/*', 'text/*', '*/*'), {
        maxLength: 3,
      }),
      persistenceType: fc.constantFrom('session', 'local_storage'),
      sessionTimeoutMinutes: fc.nat(),
      widgetPosition: fc.constantFrom('bottom-right', 'bottom-left'),
      widgetButtonIcon: fc.constantFrom('chat', 'message', 'help', 'https://example.com/i.svg'),
      widgetButtonText: orNull(words),
      widgetInitialState: fc.constantFrom('collapsed', 'expanded'),
      rateLimitMessages: fc.integer({ min: 1 }),
      rateLimitWindowSeconds: fc.integer({ min: 1 }),
      sessionCount: fc.nat(),
      messageCount: fc.nat(),
      lastActivityAt: orNull(instants),
    }),
  )
  .map(([extra, ...fields]) => Object.assign({}, extra, ...fields) as Record<string, unknown>);

const session = fc
  .tuple(
    extras,
    fc.record({
      id: ids,
      interfaceId: ids,
      sessionToken: tokens,
      browserFingerprint: orNull(words),
      threadId: orNull(ids),
      ipAddress: orNull(fc.ipV6()),
      userAgent: orNull(words),
      referrer: orNull(fc.webUrl()),
      countryCode: orNull(fc.stringMatching(/^[A-Z]{2}$/)),
      status: fc.constantFrom('active', 'ended', 'expired'),
      messageCount: fc.nat(),
      persistenceToken: orNull(tokens),
      firstSeenAt: instants,
      lastActivityAt: instants,
      endedAt: orNull(instants),
    }),
  )
  .map(([extra, fields]) => ({ ...extra, ...fields }));

const message = withExtras(
  fc.record({
    id: fc.constant(''),
    role: fc.constantFrom('user' as const, 'assistant' as const),
    content: words,
    timestamp: instants,
    attachments: optional(
      fc.array(
        withExtras(
          fc.record({
            fileName: words,
            fileSize: fc.nat(),
            mimeType: fc.constantFrom('text/plain', 'image/png'),
            url: fc.webUrl({ withQueryParameters: true }),
          }),
        ),
        { maxLength: 3 },
      ),
    ),
  }),
).map((one) => dense(one) as InterfaceMessage);

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

describe('chat interfaces', { timeout: 60_000 }, () => {
  it('have their records back, nulls and unknown fields included', async () => {
    await fc.assert(
      fc.asyncProperty(chatInterface, async (foreign) => {
        const record = interfaceToRecord(foreign);
        // The schema keeps what it is given: it has a default for what is absent, and drops nothing.
        expect(check(ChatInterface, record)).toEqual({ success: true, data: { ...DEFAULTS, ...record } });
        const found = await carryRecord(inMemory(), 'interface', record.interfaceId, record);
        expect(interfaceFrom(found as Record<string, unknown>)).toEqual(foreign);
      }),
      { numRuns: 200 },
    );
  });

  it('have their sessions back, with tokens as hashes', async () => {
    await fc.assert(
      fc.asyncProperty(session, async (foreign) => {
        const record = sessionToRecord(foreign, hashOf);
        expect(check(Session, record)).toEqual({ success: true, data: record });
        const found = await carryRecord(inMemory(), 'session', record.sessionId, record);
        const { sessionToken, persistenceToken, ...rest } = foreign;
        expect(sessionFrom(found as Record<string, unknown>)).toEqual({
          ...rest,
          sessionTokenHash: hashOf(String(sessionToken)),
          persistenceTokenHash: persistenceToken === null ? null : hashOf(String(persistenceToken)),
        });
        expect(JSON.stringify(found)).not.toContain(`"${String(sessionToken)}"`);
      }),
      { numRuns: 200 },
    );
  });

  it('have their messages back, with their files and what nobody has foretold, after SQLite was closed and opened again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 5 }), async (drawn) => {
        const messages = drawn.map((one, index) => ({ ...one, id: `m${index}` }));
        const roster = [
          { participantId: 'user', kind: 'user', displayName: 'Visitor' },
          { participantId: 'assistant', kind: 'agent', displayName: 'Agent' },
        ] as const;
        const created = {
          type: 'created' as const,
          payload: {
            participants: [...roster],
            title: 'A visit',
            interfaceId: 'i1',
            custom: { chatInterfaceId: 'i1', sessionId: 's1' },
          },
        };
        const events = messages.map((one, index) => messageToEvent(one, index + 1));
        const { state } = await carry(await inSqlite(), roster, [created, ...events]);
        const back = [...state.timeline.entries].flatMap((entry) =>
          entry.kind === 'message' ? [messageFrom(entry.ts, entry.message)] : [],
        );
        expect(back).toEqual(messages);
        expect(state.control).toMatchObject({
          title: 'A visit',
          interfaceId: 'i1',
          custom: { chatInterfaceId: 'i1', sessionId: 's1' },
        });
      }),
      { numRuns: 12 },
    );
  });

  it('tell a start, a failure and the failure of a tool apart', async () => {
    const error = { code: 'ToolFailed', message: 'No such page.', retryable: false };
    const { state } = await carry(
      inMemory(),
      [],
      [
        {
          type: 'execution_started',
          payload: { executionId: 'e', agentId: 'bot', turn: 1, fence: 1, attempt: 1 },
        },
        { type: 'thought', turn: 1, author: 'bot', payload: { text: 'Hm.' } },
        {
          type: 'tool_call',
          turn: 1,
          author: 'bot',
          payload: { toolCallId: 't', name: 'open', args: { data: null } },
        },
        {
          type: 'tool_started',
          turn: 1,
          author: 'bot',
          payload: { toolCallId: 't', argsHash: 'h', attempt: 1 },
        },
        { type: 'tool_result', turn: 1, author: 'bot', payload: { toolCallId: 't', error } },
        {
          type: 'message',
          turn: 1,
          author: 'bot',
          finality: 'turn',
          payload: {
            messageId: 'm',
            parentId: null,
            role: 'assistant',
            parts: [],
            outcome: {
              status: 'failed',
              reason: { code: 'provider_error', message: 'Down.', retryable: true },
            },
          },
        },
      ],
    );
    expect([...state.timeline.entries]).toMatchObject([
      { kind: 'event', event: { type: 'thought' } },
      { kind: 'tool', status: 'failed', error, args: { data: null } },
      { kind: 'message', message: { outcome: { status: 'failed', reason: { retryable: true } } } },
    ]);
  });
});
