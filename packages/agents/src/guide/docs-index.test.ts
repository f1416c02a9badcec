import { describe, expect, it } from 'vitest';
import { CORPUS } from '../test-support/corpus.js';
import { createDocsIndex, relevant } from './docs-index.js';

const index = createDocsIndex(CORPUS, 'Crumb');
const found = (question: string): string[] =>
  relevant(index.search(question)).map(({ section }) => section.heading);

describe('search', () => {
  it.each([
    ['How do I heat the oven for the first time?', 'First heat'],
    ['what does DoorOpen mean?', 'Errors'],
    ['What happens after the power is cut?', 'After a power cut'],
    ['installing', 'Install'],
    ['how do I instal it', 'Install'],
    ['limit', 'Limits'],
    ['What is Crumb?', 'Crumb'],
  ])('answers %j first by %j', (question, heading) => {
    expect(found(question)[0]).toBe(heading);
  });

  it.each([
    'What is the capital of France?',
    'how do I bake a cake in Paris',
    'cryptocurrency',
    '',
    'what is it?',
    '???',
  ])('has no answer to %j', (question) => {
    expect(found(question)).toEqual([]);
  });

  it('names the words that nobody wrote', () => {
    expect(index.unknownWords('Does the oven like jazz or heavy metal?')).toEqual(['jazz', 'heavy', 'metal']);
    expect(index.unknownWords('heating ovens')).toEqual([]);
  });

  it('gives equal results for equal questions', () => {
    const again = createDocsIndex(CORPUS, 'Crumb');
    for (const question of ['oven', 'heat', 'what does a package do', 'person']) {
      expect(again.search(question)).toEqual(index.search(question));
    }
  });

  it('finds nothing in no documents', () => {
    expect(createDocsIndex([]).search('anything')).toEqual([]);
  });
});
