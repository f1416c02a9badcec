import { describe, expect, it } from 'vitest';
import { appendRequest, CONVERSATION, keyOf, readAll, TENANT } from './requests.js';
import type { StoreUnderTest } from './store-under-test.js';

/** JSON texts that a store which parses, normalises or re-encodes would change. */
const TEXTS: readonly (readonly [name: string, json: string])[] = [
  ['white space', '{ "seq" :\t1,\r\n"a":[ ] }'],
  ['number forms', '[1.0,1e2,-0,0.1E+3,12345678901234567890,1.0000000000000000001]'],
  ['repeated keys and their order', '{"b":1,"a":2,"b":3}'],
  ['prototype keys', '{"__proto__":{"admin":true},"constructor":{"prototype":{"x":1}}}'],
  ['lone surrogate escapes', String.raw`{"text":"\ud800 \udfff \uDBFF"}`],
  ['escapes of what needs none', String.raw`{"text":"\u0041\/\u00e9\ud83d\ude00"}`],
  ['a null character', String.raw`{"text":"before\u0000after"}`],
  ['characters beyond the basic plane', '{"text":"😀 👩‍👩‍👧‍👦 𝒳 𠀀"}'],
  ['decomposed and composed accents', '{"a":"e\u0301","b":"\u00e9"}'],
  ['right-to-left and invisible characters', '{"text":"\u202eשלום\u202c\u200b\ufeff\u2028\u2029"}'],
  ['quotes of other languages', String.raw`{"text":"'; DROP TABLE events; -- \" \\ $1 ? :a @b %s"}`],
  ['an empty object', '{}'],
];

/** What is stored comes back as the same text, byte for byte. */
export function describeTexts(subject: StoreUnderTest): void {
  describe('stored text', () => {
    it.each(TEXTS)('comes back unchanged: %s', async (_name, json) => {
      const request = appendRequest({ key: keyOf('send', { resultJson: json }) });
      await subject.store.append({ ...request, events: [{ seq: 1, json }] });
      expect(await readAll(subject.store)).toEqual([{ seq: 1, json }]);
      const late = await subject.store.append(appendRequest());
      expect(late).toEqual({ status: 'conflict', missing: [{ seq: 1, json }] });
      expect(await subject.store.findKey(TENANT, CONVERSATION, 'visitor', 'send')).toMatchObject({
        resultJson: json,
      });
    });

    it('comes back unchanged: texts of every length around a page, and a long one', async () => {
      const lengths = [100, 900, 1_000, 2_000, 4_050, 4_096, 8_192, 65_536, 2_000_000];
      const events = lengths.map((length, index) => ({
        seq: index + 1,
        json: JSON.stringify({ text: 'aé😀'.repeat(Math.ceil(length / 4)).slice(0, length) }),
      }));
      await subject.store.append({ ...appendRequest({ count: events.length }), events });
      expect(await readAll(subject.store)).toEqual(events);
    });

    it('may hold any character in names and records', async () => {
      const odd = `"'\\ %_*?[]{}$1 \u0000 \u202e é😀 __proto__`;
      const request = appendRequest({
        conversationId: odd,
        tenant: odd,
        participantIds: [odd, '__proto__'],
        title: odd,
        key: keyOf(odd, { author: odd }),
      });
      await subject.store.append(request);
      expect(await readAll(subject.store, odd, odd)).toEqual(request.events);
      expect(await subject.store.getRecord(odd, odd)).toEqual(request.record);
      for (const participantId of [odd, '__proto__']) {
        const records = await subject.store.listRecords({ tenant: odd, participantId, limit: 5 });
        expect(records).toEqual([request.record]);
      }
      expect(await subject.store.findKey(odd, odd, odd, odd)).toMatchObject({ paramsHash: `hash of ${odd}` });
    });
  });
}
