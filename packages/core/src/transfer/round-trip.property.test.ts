import { errorOf, FULL } from '@agent-chat/protocol/test-support';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryEventStore } from '../memory/memory-event-store.js';
import type { EventStore } from '../ports/event-store.js';
import {
  create,
  echo,
  say,
  start,
  ADA,
  framesUntil,
  closes,
  whole,
} from '../test-support/orchestrator-fixture.js';
import { chunksOf, exportText } from '../test-support/exported-file.js';
import { converse } from '../testing/event-store/random-conversation.js';
import { importConversation } from './import-conversation.js';

const RUNS = FULL ? 2_000 : 60;
const STEPS = 12;

/** What a store answers of the conversation: nothing, after an import that was refused. */
const recordIn = (store: EventStore) => store.getRecord('default', 'c1');

describe('an exported conversation', () => {
  it('is equal byte by byte after an import, whatever was said and wherever the file is cut into chunks', async () => {
    const types = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(1_000), { minLength: 1, maxLength: 60 }), async (choices) => {
        let drawn = 0;
        const random = (below: number): number => (choices[drawn++ % choices.length] ?? 0) % below;
        const origin = createMemoryEventStore();
        await converse(origin, { tenant: 'default', conversationId: 'c1', steps: STEPS, random });
        const file = await exportText(origin, { conversationId: 'c1' });

        for (const [, type = ''] of file.matchAll(/"type":"(\w+)"/g)) types.add(type);

        const target = createMemoryEventStore();
        const source = chunksOf(file, (rest) => random(Math.min(rest, 300)));
        const { record } = await importConversation({ store: target, tenant: 'other', source });
        expect(await exportText(target, { conversationId: 'c1', tenant: 'other' })).toBe(file);
        expect(record).toEqual(await recordIn(origin));
        expect(await target.listRunnable(1)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
    // The conversations were what they are meant to be.
    for (const type of ['tool_result', 'message_queued', 'queued_changed', 'stop_requested']) {
      expect(types).toContain(type);
    }
  }, 300_000);
});

describe('a file with one fault', () => {
  async function smallFile(): Promise<Uint8Array> {
    const { orchestrator, store } = start({ bot: echo });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Grüße 🙂'));
    await framesUntil(api, whole, closes(2));
    const attachment = { attachmentId: 'a1', record: { name: 'ä.txt' }, contentBase64: 'aGVsbG8=' };
    return new TextEncoder().encode(
      await exportText(store, { conversationId: 'c1', attachments: [attachment] }),
    );
  }

  async function expectRefused(bytes: Uint8Array): Promise<void> {
    const store = createMemoryEventStore();
    let kept = 0;
    const error = await errorOf(
      importConversation({
        store,
        tenant: 'default',
        source: [bytes],
        writeAttachments: async () => {
          kept += 1;
          return async () => undefined;
        },
      }),
    );
    if (error.code !== 'InvalidRequest' || kept > 0 || (await recordIn(store)) !== null) {
      expect({ code: error.code, kept, record: await recordIn(store) }).toEqual(
        'refused, and nothing written',
      );
    }
  }

  it('is refused wherever it is cut', async () => {
    const file = await smallFile();
    for (let length = 0; length < file.length; length++) await expectRefused(file.subarray(0, length));
  }, 60_000);

  it('is refused whichever bit of it is flipped', async () => {
    const file = await smallFile();
    for (let index = 0; index < file.length; index++) {
      // In a sample one of each byte, each in its turn.
      for (let bit = FULL ? 0 : index % 8; bit < 8; bit += FULL ? 1 : 8) {
        const flipped = file.slice();
        flipped[index] = (flipped[index] ?? 0) ^ (1 << bit);
        await expectRefused(flipped);
      }
    }
  }, 120_000);

  it('is refused when a line of it is missing, doubled, or in another place', async () => {
    const lines = new TextDecoder().decode(await smallFile()).split(/(?<=\n)/);
    const join = (parts: readonly string[]) => new TextEncoder().encode(parts.join(''));
    for (let index = 0; index < lines.length; index++) {
      const line = lines[index] ?? '';
      await expectRefused(join(lines.toSpliced(index, 1)));
      await expectRefused(join(lines.toSpliced(index, 0, line)));
      if (index > 0) await expectRefused(join(lines.toSpliced(index - 1, 2, line, lines[index - 1] ?? '')));
    }
  });
});
