import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check } from '../values/check.js';
import { InterfaceSlug } from './chat-interface.js';
import { numberedSlug, slugFault, slugLook, suggestSlug } from './slug.js';

describe('a slug', () => {
  it.each([
    ['help-desk', null],
    ['a'.repeat(100), null],
    ['a--b', null],
    ['apl', null],
    ['adminton', null],
    ['a', 'length'],
    ['a'.repeat(101), 'length'],
    ['-ab', 'form'],
    ['ab-', 'form'],
    ['ab\n', 'form'],
    ['a_b', 'form'],
    ['😀😀', 'form'],
    ['日本', 'form'],
    ['micrоsoft', 'confusable'],
    ['ρaypal', 'confusable'],
    ['ｈｅｌｐ', 'confusable'],
    ['hélp', 'confusable'],
    ['api', 'reserved'],
    ['ap1', 'reserved'],
    ['log1n', 'reserved'],
    ['l0gin', 'reserved'],
  ] as const)('%j: %s', (text, fault) => {
    expect(slugFault(text)).toBe(fault);
  });

  it('that nothing is wrong with is one by the schema too', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9-]{1,102}$/), (text) => {
        if (slugFault(text) === null) expect(check(InterfaceSlug, text).success).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('has the look of what it is taken for', () => {
    for (const [one, other] of [
      ['paypal', 'paypa1'],
      ['google', 'g00gle'],
      ['modem', 'modern'],
      ['w-store', 'vv--store'],
    ] as const) {
      expect(slugLook(one)).toBe(slugLook(other));
    }
    expect(slugLook('mail')).not.toBe(slugLook('mall'));
  });

  it.each([
    ['Crème brûlée & Co.', 'creme-brulee-co'],
    ['Über uns', 'uber-uns'],
    ['Straße', 'strasse'],
    ['Помощь', null],
    ['What’s new?', 'whats-new'],
    ['Admin', 'admin-1'],
    ['рауpal', 'paypal'],
    ['日本', null],
    ['', null],
  ] as const)('is suggested for %j: %s', (text, slug) => {
    expect(suggestSlug(text)).toBe(slug);
  });

  it('that is suggested, or has a number behind it, is one, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.nat(), (text, number) => {
        const slug = suggestSlug(text);
        if (slug === null) return;
        expect(slugFault(slug)).toBeNull();
        expect(slugFault(numberedSlug(slug, number))).toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});
