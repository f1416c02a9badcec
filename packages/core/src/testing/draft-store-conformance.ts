import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DraftPiece, DraftStore, DraftsOfConversation, StoredDraftHead } from '../ports/draft-store.js';
import { ANY_NAMES } from './any-names.js';
import { randomOf } from './random.js';

export interface OpenedDraftStore {
  /** Empty, and of this case alone. */
  readonly store: DraftStore;
  /** Another node over the same store. Default: the same one. */
  readonly other?: DraftStore;
  /** Closes what is open and removes what it made. */
  close(): Promise<void>;
}

export interface DraftStoreConformanceOptions {
  /** Of the store, for the report. */
  readonly name: string;
  /** Called before each case. */
  open(): Promise<OpenedDraftStore>;
}

type Written = DraftPiece & DraftsOfConversation;

const OF: DraftsOfConversation = { tenant: 'tenant', conversationId: 'conversation' };
const MAX_LENGTH = 1_048_576;
const SEEDS = 12;

function headOf(draftId: string, fence = 1): StoredDraftHead {
  return {
    draftId,
    turn: 2,
    fence,
    author: 'bot',
    audience: 'everyone',
    kind: 'text',
    messageId: 'm',
    partId: 'p',
  };
}

const piece = (draftId: string, offset: number, text: string, fence = 1): Written => {
  return { ...OF, head: headOf(draftId, fence), offset, text, dropped: false };
};

const takenBack = (draftId: string, fence = 1): Written => {
  return { ...OF, head: headOf(draftId, fence), offset: 0, text: '', dropped: true };
};

/** What a viewer has of each draft who puts pieces behind what it had; `null`: it was taken back. */
function seenIn(
  pieces: readonly DraftPiece[],
  had: ReadonlyMap<string, string> = new Map(),
): Record<string, string | null> {
  const seen = new Map<string, string | null>(had);
  for (const { head, offset, text, dropped } of pieces) {
    const known = dropped ? null : (seen.get(head.draftId) ?? (seen.has(head.draftId) ? null : ''));
    if (known === null) {
      seen.set(head.draftId, null);
      continue;
    }
    if (offset > known.length) throw new Error(`Text of "${head.draftId}" is missing before ${offset}.`);
    seen.set(head.draftId, known + text.slice(known.length - offset));
  }
  return Object.fromEntries(seen);
}

/** The conformance kit of the `DraftStore` port; see `eventStoreConformance`. */
export function draftStoreConformance(options: DraftStoreConformanceOptions): void {
  describe(`draft store: ${options.name}`, () => {
    let opened: OpenedDraftStore;
    let store: DraftStore;
    let other: DraftStore;
    beforeEach(async () => {
      opened = await options.open();
      store = opened.store;
      other = opened.other ?? store;
    });
    afterEach(() => opened.close());

    const read = (
      { fence = 1, had = new Map() }: { fence?: number; had?: ReadonlyMap<string, string> } = {},
      of = OF,
    ): Promise<readonly DraftPiece[]> =>
      other.read({
        ...of,
        fence,
        lengths: new Map([...had].map(([draftId, { length }]) => [draftId, length])),
      });

    it('gives the readers of another node what was written, whole', async () => {
      const heads: StoredDraftHead[] = [
        { ...headOf('m1/p1/1'), audience: 'operators' },
        { ...headOf('m1/p2/1.2'), kind: 'card' },
        {
          draftId: 't1/1',
          turn: 3,
          fence: 1,
          author: 'b',
          audience: 'everyone',
          kind: 'tool_input',
          toolCallId: 't1',
          toolName: 'find',
        },
        headOf('odd \u0000 "\ud800" \\ 😀/p1/1'),
      ];
      const pieces = heads.map((head) => ({
        head,
        offset: 0,
        text: ` 😀\u0000"\\n' ${head.draftId}`,
        dropped: false,
      }));
      await store.write(pieces.map((one) => ({ ...OF, ...one })));
      expect(await read()).toEqual(pieces);
    });

    it('gives a reader what it does not have, wherever that begins', async () => {
      const text = 'Hello 😀, you there.';
      await store.write([piece('d', 0, text.slice(0, 6)), piece('d', 6, text.slice(6, 8))]);
      await other.write([piece('d', 8, text.slice(8, 13))]);
      await store.write([piece('d', 13, text.slice(13))]);
      for (let length = 0; length <= text.length; length++) {
        const had = new Map([
          ['d', text.slice(0, length)],
          ['unknown', 'said long ago'],
        ]);
        const pieces = await read({ had });
        expect(seenIn(pieces, had)).toMatchObject({ d: text });
        expect(pieces.filter(({ offset, text: { length: added } }) => offset + added <= length)).toEqual([]);
      }
    });

    it('is changed by nothing that is repeated, on either node, in one call or two', async () => {
      await store.write([piece('d', 0, 'Hello '), piece('d', 6, 'you '), takenBack('gone')]);
      const before = await read();
      await other.write([piece('d', 6, 'you '), piece('d', 6, 'you '), takenBack('gone'), takenBack('gone')]);
      await store.write([piece('d', 0, 'Hello ')]);
      await store.write([]);
      expect(await read()).toEqual(before);
    });

    it('takes a piece that has more at the same place, and loses nothing by one that has less', async () => {
      await store.write([piece('d', 0, 'Hel')]);
      await other.write([piece('d', 0, 'Hello'), piece('d', 0, 'Hello you'), piece('d', 0, 'He')]);
      await store.write([piece('d', 0, 'Hell')]);
      expect(seenIn(await read())).toEqual({ d: 'Hello you' });
      expect(seenIn(await read({ had: new Map([['d', 'Hello']]) }), new Map([['d', 'Hello']]))).toEqual({
        d: 'Hello you',
      });
    });

    it('gives the drafts as they began, and the pieces of each by their offset', async () => {
      await store.write([piece('z', 0, 'one '), piece('b', 4, 'two')]);
      await other.write([piece('a', 0, 'one'), piece('b', 0, 'one '), piece('z', 4, 'two')]);
      await store.write([piece('z', 0, 'one t')]);
      const ids = (await read()).map(({ head }) => head.draftId);
      expect(ids.filter((id, index) => id !== ids[index - 1])).toEqual(['z', 'b', 'a']);
      expect(seenIn(await read())).toEqual({ z: 'one two', b: 'one two', a: 'one' });
    });

    it.each(Array.from({ length: SEEDS }, (_, index) => index + 1))(
      'puts together what two nodes write in pieces that overlap, in any order: seed %i',
      async (seed) => {
        const random = randomOf(seed);
        const texts = new Map(['a', 'b'].map((draftId) => [draftId, randomText(random)]));
        const left = [...texts].flatMap(([draftId, text]) => randomPieces(random, draftId, text));
        while (left.length > 0) {
          const batch = Array.from({ length: 1 + random(4) }, () =>
            left.splice(random(left.length), 1),
          ).flat();
          await (random(2) === 0 ? store : other).write(batch);
        }
        const had = new Map([...texts].map(([id, text]) => [id, text.slice(0, random(text.length + 1))]));
        expect(seenIn(await read())).toEqual(Object.fromEntries(texts));
        expect(seenIn(await read({ had }), had)).toEqual(Object.fromEntries(texts));
      },
    );

    it('takes the same drafts from two nodes at the same time, in either order', async () => {
      const pieces = Array.from({ length: 20 }, (_, index) => piece(`d${index}`, 0, `text ${index}`));
      await Promise.all([store.write(pieces), other.write(pieces.toReversed())]);
      const expected = Object.fromEntries(pieces.map(({ head, text }) => [head.draftId, text]));
      expect(seenIn(await read())).toEqual(expected);
    });

    it('tells that a draft was taken back, each time and whatever is written of it', async () => {
      await store.write([piece('d', 0, 'Hello '), piece('kept', 0, 'Hi')]);
      await other.write([takenBack('d'), takenBack('unseen')]);
      const all = { d: null, unseen: null, kept: 'Hi' };
      expect(seenIn(await read())).toEqual(all);
      const had = new Map([
        ['d', 'Hello '],
        ['kept', 'Hi'],
      ]);
      for (let look = 0; look < 2; look++) expect(seenIn(await read({ had }), had)).toEqual(all);
      await store.write([piece('d', 6, 'you'), piece('unseen', 0, 'Late')]);
      expect(seenIn(await read())).toEqual(all);
    });

    it('keeps fences apart, whichever is written under last', async () => {
      await store.write([piece('d', 0, 'new', 2), piece('d', 0, 'old ', 1)]);
      await other.write([piece('d', 4, 'and late', 1), takenBack('d', 3)]);
      expect(seenIn(await read({ fence: 1 }))).toEqual({ d: 'old and late' });
      expect(seenIn(await read({ fence: 2 }))).toEqual({ d: 'new' });
      expect(seenIn(await read({ fence: 3 }))).toEqual({ d: null });
      expect(await read({ fence: 4 })).toEqual([]);
    });

    it('removes what was written under a fence and lower ones, by either node, and nothing else', async () => {
      const elsewhere = [
        { ...OF, tenant: 'another' },
        { ...OF, conversationId: 'another' },
      ];
      const every = [1, 2, 3].flatMap((fence) => [
        piece('d', 0, `under ${fence}`, fence),
        takenBack('gone', fence),
      ]);
      await store.write(every);
      for (const of of elsewhere) await other.write(every.map((one) => ({ ...one, ...of })));
      await other.clear({ ...OF, throughFence: 2 });
      for (const fence of [1, 2]) expect(await read({ fence })).toEqual([]);
      expect(seenIn(await read({ fence: 3 }))).toEqual({ d: 'under 3', gone: null });
      for (const of of elsewhere) expect(seenIn(await read({}, of))).toEqual({ d: 'under 1', gone: null });
      // Nothing is left of it, and what comes late goes with the next call.
      await store.write([piece('d', 0, 'late', 1)]);
      expect(seenIn(await read({ fence: 3 }))).toEqual({ d: 'under 3', gone: null });
      await store.clear({ ...OF, throughFence: Number.MAX_SAFE_INTEGER });
      for (const fence of [1, 2, 3]) expect(await read({ fence })).toEqual([]);
      await store.clear({ ...OF, throughFence: Number.MAX_SAFE_INTEGER });
    });

    it('keeps tenants and conversations apart, whatever characters their names hold', async () => {
      const places = ANY_NAMES.flatMap((tenant) =>
        ANY_NAMES.map((conversationId) => ({ tenant, conversationId })),
      );
      await store.write(places.map((of) => ({ ...piece('d', 0, JSON.stringify(of)), ...of })));
      for (const of of places) expect(seenIn(await read({}, of))).toEqual({ d: JSON.stringify(of) });
    });

    it('keeps a text as long as drafts may be', async () => {
      const text = 'x'.repeat(MAX_LENGTH - 1);
      await store.write([piece('d', 0, text), piece('d', text.length, '.')]);
      const [first, second, ...rest] = await read();
      expect([first?.text === text, second?.text, rest]).toEqual([true, '.', []]);
    });
  });
}

function randomText(random: (below: number) => number): string {
  return Array.from({ length: 1 + random(40) }, () => ['a', 'é', '😀', '\n', '"'][random(5)]).join('');
}

/** Each beginning where or before the one before it ends, at whole characters, some of them repeated. */
function randomPieces(random: (below: number) => number, draftId: string, text: string): Written[] {
  const characters = [...text];
  const pieces: Written[] = [];
  for (let end = 0; end < characters.length; ) {
    const start = Math.max(0, end - random(4));
    end = Math.min(characters.length, end + 1 + random(8));
    const offset = characters.slice(0, start).join('').length;
    const one = piece(draftId, offset, characters.slice(start, end).join(''));
    pieces.push(...Array.from({ length: 1 + random(2) }, () => one));
  }
  return pieces;
}
