import {
  blankEvent,
  type ConversationEvent,
  type ErrorCode,
  isMessageEvent,
  parseEvent,
} from '@agent-chat/protocol';
import { errorOf } from '@agent-chat/protocol/test-support';
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryEventStore } from '../memory/memory-event-store.js';
import type { EventStore } from '../ports/event-store.js';
import { exportText, sealed } from '../test-support/exported-file.js';
import {
  ADA,
  agent,
  closes,
  create,
  echo,
  framesUntil,
  mortal,
  say,
  start,
  whole,
} from '../test-support/orchestrator-fixture.js';
import type { ConversationAttachment } from './export-format.js';
import { type ImportOptions, importConversation } from './import-conversation.js';

const HELLO: ConversationAttachment = {
  attachmentId: 'a1',
  record: { name: 'h' },
  contentBase64: 'aGVsbG8=',
};

/** The lines of a conversation of five events, without its trailer. */
let lines: readonly string[];
let file: string;
let target: EventStore;

beforeEach(async () => {
  const { orchestrator, store } = start({ bot: echo });
  const api = orchestrator.as(ADA);
  await create(api);
  await api.call('sendMessage', say('Hello'));
  await framesUntil(api, whole, closes(2));
  file = await exportText(store, { conversationId: 'c1' });
  lines = file.split('\n').slice(0, -2);
  target = createMemoryEventStore();
});

const importInto = (text: string, options: Partial<ImportOptions> = {}) =>
  importConversation({ store: target, tenant: 'default', source: [text], ...options });

/** The lines with the event at `seq` changed, and with the right hash. */
function changed(seq: number, change: (event: Record<string, unknown>) => unknown): Promise<string> {
  const event = JSON.parse(lines[seq] ?? '') as Record<string, unknown>;
  return sealed(lines.with(seq, JSON.stringify(change(event))));
}

async function expectRefused(text: string, what: RegExp, code: ErrorCode = 'InvalidRequest'): Promise<void> {
  const error = await errorOf(importInto(text));
  expect(error.message).toMatch(what);
  expect(error.code).toBe(code);
  expect(await target.getRecord('default', 'c1')).toBeNull();
}

describe('an import', () => {
  it('takes a file that was sealed by hand: the refusals below are not those of its hash', async () => {
    expect(await sealed(lines)).toBe(file);
    expect((await importInto(await changed(3, (event) => ({ ...event, more: [1] })))).record.head).toBe(5);
  });

  it.each([
    ['is empty', '', /cut off/],
    ['is something else', 'hello\n', /not an exported conversation/],
    [
      'is JSON of something else',
      '{"kind":"header","format":"zip","version":1}\n',
      /not an exported conversation/,
    ],
    [
      'is of a later version',
      '{"kind":"header","format":"agent-chat-conversation","version":2}\n',
      /version 2/,
    ],
  ])('refuses a file that %s', async (_what, text, message) => {
    await expectRefused(text, message);
  });

  it('refuses a header that is not as it was written', async () => {
    const header = lines[0] ?? '';
    for (const other of [
      `${header} `,
      header.replace('}', ',"more":1}'),
      header.replace('"head":5', '"head":0'),
    ]) {
      await expectRefused(await sealed(lines.with(0, other)), /header is not as it was written/);
    }
  });

  it('takes no byte order mark for nothing', async () => {
    for (const [index, line] of lines.entries()) {
      await expectRefused(await sealed(lines.with(index, `\ufeff${line}`)), /not an/);
    }
  });

  it('refuses fewer or more events than the header says', async () => {
    await expectRefused(await sealed(lines.slice(0, -1)), /not an event|cut off/);
    const more = (lines[5] ?? '').replace('"seq":5', '"seq":6');
    await expectRefused(await sealed([...lines, more]), /neither an attachment nor the trailer/);
  });

  it.each(['2026-99-99T99:99:99.999Z', '2026-02-30T00:00:00.000Z', '2026-01-01T24:00:00.000Z', 'yesterday'])(
    'refuses an event at a time that is none, such as %s',
    async (ts) => {
      await expectRefused(await changed(3, (event) => ({ ...event, ts })), /is not a time \(line 4\)/);
    },
  );

  it('refuses an approval that expires at a time that is none', async () => {
    const expiring = (expiresAt: string) => {
      const event = JSON.parse(lines[5] ?? '') as Record<string, unknown>;
      const payload = {
        approvalId: 'a1',
        subject: { kind: 'setting', name: 'budget' },
        args: {},
        argsHash: '0'.repeat(64),
        approvers: 'operators',
        expiresAt,
      };
      const asked = { turn: 0, author: 'system', type: 'approval_requested', finality: 'none', payload };
      const more = JSON.stringify({ ...event, seq: 6, ...asked });
      return sealed([(lines[0] ?? '').replace('"head":5', '"head":6'), ...lines.slice(1), more]);
    };
    await expectRefused(await expiring('x'), /"x" is not a time \(line 7\)/);
    expect((await importInto(await expiring('2026-01-02T00:00:00.000Z'))).record.head).toBe(6);
  });

  it('refuses events that are none, or do not follow each other', async () => {
    await expectRefused(await changed(2, () => [1]), /not an event \(line 3\)/);
    await expectRefused(await changed(2, (event) => ({ ...event, payload: {} })), /not an event/);
    await expectRefused(await sealed(lines.with(2, '{"seq":')), /not an event/);
    await expectRefused(await changed(2, (event) => ({ ...event, seq: 3 })), /event 3 follows event 1/);
    await expectRefused(await changed(2, (event) => ({ ...event, conversationId: 'c2' })), /"c2"/);
    await expectRefused(await changed(2, (event) => ({ ...event, ts: 'zzz' })), /"zzz" is not a time/);
  });

  it('refuses a conversation that does not begin with its creation, or is created twice', async () => {
    const created = JSON.parse(lines[1] ?? '') as ConversationEvent;
    await expectRefused(await changed(2, (event) => ({ ...created, seq: event['seq'] })), /begins with/);
    const message = JSON.parse(lines[2] ?? '') as ConversationEvent;
    await expectRefused(await changed(1, () => ({ ...message, seq: 1 })), /begins with/);
  });

  it('keeps events of types that it does not know, to the byte', async () => {
    const text = await sealed(
      lines.with(4, (lines[4] ?? '').replace('"execution_started"', '"invented"').replace('{', '{ ')),
    );
    await importInto(text);
    expect(await exportText(target, { conversationId: 'c1' })).toBe(text);
  });

  it('refuses an event that says of itself that it is for everyone, and then that it is not', async () => {
    const line = lines[2] ?? '';
    expect(line).toContain('"audience":"everyone",');
    const twice = line.replace(/}$/, ',"audience":"operators"}');
    await expectRefused(await sealed(lines.with(2, twice)), /two audiences/);
  });

  it('refuses what nests so deeply that a reader may run out of stack', async () => {
    const nested = (depth: number) =>
      changed(3, (event) => ({ ...event, type: 'invented', payload: '?' })).then(async (text) =>
        sealed(
          text
            .split('\n')
            .slice(0, -2)
            .map((line) => line.replace('"?"', '['.repeat(depth) + ']'.repeat(depth))),
        ),
      );
    for (const depth of [1_001, 200_000]) await expectRefused(await nested(depth), /not an event/);
    await importInto(await nested(900));
  });

  it('refuses what is not UTF-8', async () => {
    const bytes = new TextEncoder().encode(file);
    bytes[bytes.indexOf(0x48)] = 0xff;
    const error = await errorOf(importInto('', { source: [bytes] }));
    expect(error).toMatchObject({
      code: 'InvalidRequest',
      message: expect.stringContaining('UTF-8') as string,
    });
  });

  it('refuses a file or a line above its limit, before it has read on', async () => {
    let isReadOn = false;
    async function* endless() {
      yield new Uint8Array(2_000).fill(0x20);
      isReadOn = true;
      yield new Uint8Array(1);
    }
    for (const limit of ['maxBytes', 'maxLineBytes']) {
      const error = await errorOf(importInto('', { source: endless(), [limit]: 1_000 }));
      expect(error).toMatchObject({ code: 'PayloadTooLarge', details: { [limit]: 1_000 } });
    }
    expect(isReadOn).toBe(false);
    await importInto(file, {
      maxBytes: file.length,
      maxLineBytes: Math.max(...lines.map((line) => line.length)) + 1,
    });
  });

  it('refuses an id that is in use, also by another tenant, and keeps no attachment for it', async () => {
    await importInto(file);
    const kept: unknown[] = [];
    const withAttachment = await sealed([...lines, attachment(HELLO)]);
    const writeAttachments = async (id: string) => {
      kept.push(id);
      return async () => void kept.pop();
    };
    const again = importInto(withAttachment, { writeAttachments });
    expect((await errorOf(again)).code).toBe('ConversationExists');
    expect(kept).toEqual([]);
    const elsewhere = importInto(withAttachment, { tenant: 'other', writeAttachments });
    expect((await errorOf(elsewhere)).code).toBe('ConversationExists');
    expect(kept).toEqual([]);
    expect(await exportText(target, { conversationId: 'c1' })).toBe(file);
  });

  it('refuses the id of a conversation that was deleted', async () => {
    await importInto(file);
    await target.deleteConversation('default', 'c1');
    for (const tenant of ['default', 'other']) {
      expect((await errorOf(importInto(file, { tenant }))).code).toBe('ConversationExists');
    }
    expect((await errorOf(exportText(target, { conversationId: 'c1' }))).code).toBe('ConversationGone');
  });

  it('takes what was erased as it is: blank', async () => {
    await importInto(file);
    const events = lines.slice(1).map((line) => parseEvent(JSON.parse(line)));
    const blanked = events.filter(isMessageEvent).map((event) => blankEvent(event));
    expect(blanked).toHaveLength(2);
    await target.erase({
      conversationId: 'c1',
      tenant: 'default',
      events: blanked.map((event) => ({ seq: event.seq, json: JSON.stringify(event) })),
    });
    const text = await exportText(target, { conversationId: 'c1' });
    expect(text).not.toContain('Hello');
    const { store } = start();
    await importInto(text, { store });
    expect(await exportText(store, { conversationId: 'c1' })).toBe(text);
  });

  it('has one winner when two race', async () => {
    const codes = await Promise.all(
      [importInto(file), importInto(file)].map((importing) =>
        importing.then(
          () => 'imported',
          (error: { code: string }) => error.code,
        ),
      ),
    );
    expect(codes.sort()).toEqual(['ConversationExists', 'imported']);
    expect(await exportText(target, { conversationId: 'c1' })).toBe(file);
  });

  it('passes on why the store refuses', async () => {
    const { store, die } = mortal(target);
    die();
    expect((await errorOf(importInto(file, { store }))).code).toBe('Unavailable');
  });

  it('stops when its signal says so', async () => {
    await expect(importInto(file, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'Aborted',
    });
    expect(await target.getRecord('default', 'c1')).toBeNull();
  });
});

const attachment = (value: object) => JSON.stringify({ kind: 'attachment', ...value });

describe('attachments', () => {
  it('come back byte by byte, and are kept before the conversation is there', async () => {
    const { store } = start();
    await importInto(file, { store });
    const attachments = [HELLO, { attachmentId: 'a2', record: null, contentBase64: '' }];
    const text = await exportText(store, { conversationId: 'c1', attachments });

    const kept: ConversationAttachment[] = [];
    const result = await importInto(text, {
      async writeAttachments(conversationId, all) {
        expect(conversationId).toBe('c1');
        expect(await target.getRecord('default', 'c1')).toBeNull();
        kept.push(...all);
        return async () => undefined;
      },
    });
    expect(result.attachments).toBe(2);
    expect(kept).toEqual(attachments);
    expect(await exportText(target, { conversationId: 'c1', attachments: kept })).toBe(text);
  });

  it('are not dropped where there is nowhere to keep them', async () => {
    await expectRefused(await sealed([...lines, attachment(HELLO)]), /nowhere to keep them/);
  });

  it.each([
    ['twice', [HELLO, HELLO]],
    ['without a record', [{ attachmentId: 'a1', contentBase64: '' }]],
    ['with more than we write', [{ ...HELLO, more: 1 }]],
    ['of letters that are not base64', [{ ...HELLO, contentBase64: 'aGVs*G8=' }]],
    ['of base64 without padding', [{ ...HELLO, contentBase64: 'aGVsbG8' }]],
    ['of base64 that another text stands for', [{ ...HELLO, contentBase64: 'aGVsbG9=' }]],
  ])('are refused %s, by import and export', async (_what, attachments) => {
    const text = await sealed([...lines, ...attachments.map(attachment)]);
    const error = await errorOf(importInto(text, { writeAttachments: async () => async () => undefined }));
    expect(error.code).toBe('InvalidRequest');
    expect(await target.getRecord('default', 'c1')).toBeNull();
  });

  it('that no import would take are not exported', async () => {
    await importInto(file);
    for (const attachments of [
      [HELLO, HELLO],
      [{ ...HELLO, contentBase64: '*' }],
      [{ ...HELLO, attachmentId: '' }],
    ]) {
      const error = await errorOf(exportText(target, { conversationId: 'c1', attachments }));
      expect(error.code).toBe('InvalidRequest');
    }
  });
});

describe('an agent that is due in an imported conversation', () => {
  it('is named, not started by the import or by a start, and goes on when somebody opens it', async () => {
    const unanswered = await sealed([(lines[0] ?? '').replace('"head":5', '"head":3'), ...lines.slice(1, 4)]);
    let runs = 0;
    const counting = agent(async function* () {
      runs += 1;
      yield { type: 'message', parts: [{ type: 'text', text: 'Late.' }], finality: 'turn' };
    });
    const { orchestrator } = start({ bot: counting }, { store: target });
    expect((await importInto(unanswered)).dueAgentId).toBe('bot');
    await orchestrator.start();
    expect(await target.listRunnable(10)).toEqual([]);
    expect(runs).toBe(0);

    const frames = await framesUntil(orchestrator.as(ADA), whole, closes(2));
    expect(runs).toBe(1);
    expect(frames.at(-1)).toMatchObject({ data: { author: 'bot' } });
  });

  it('goes on with a turn that was open, under the fence of its new store', async () => {
    const started = (lines[4] ?? '').replace('"fence":1', '"fence":9');
    expect(started).toContain('"fence":9');
    const header = (lines[0] ?? '').replace('"head":5', '"head":4');
    const { orchestrator } = start({ bot: echo }, { store: target });
    const { dueAgentId } = await importInto(await sealed([header, ...lines.slice(1, 4), started]));
    expect(dueAgentId).toBe('bot');
    const frames = await framesUntil(
      orchestrator.as(ADA),
      whole,
      (frame) => closes(3)(frame) || isAnswer(frame),
    );
    expect(frames.at(-1)).toMatchObject({ data: { author: 'bot', type: 'message' } });
  });

  it('is nobody when a person is due or the conversation has ended', async () => {
    expect((await importInto(file)).dueAgentId).toBeNull();
  });
});

const isAnswer = (frame: { readonly kind: string; readonly data: unknown }): boolean =>
  frame.kind === 'event' &&
  (frame.data as ConversationEvent).finality === 'turn' &&
  (frame.data as ConversationEvent).author === 'bot';
