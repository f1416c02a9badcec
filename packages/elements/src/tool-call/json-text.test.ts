import { describe, it } from 'vitest';
import { expect } from '@open-wc/testing';
import { inertText } from './inert-text.js';
import { jsonText } from './json-text.js';

function nested(levels: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = { 'a"b': [1, 'x\n', null, true, {}, []], last: 1e21 };
  for (let at = 0; at < levels; at += 1) value = wrap(value);
  return value;
}

describe('the text of a JSON value', () => {
  it('is indented as far as it can be read', () => {
    const value = nested(90, (inner) => [inner]);
    expect(jsonText(value)).to.equal(JSON.stringify(value, null, 2));
  });

  it('says the same on one line where it is deeper', () => {
    const value = nested(150, (inner) => ({ first: 1, inner, after: [inner === null] }));
    expect(jsonText(value)).to.equal(JSON.stringify(value));
  });

  it('is there however deep the value is', () => {
    const value = nested(20_000, (inner) => ({ a: [inner] }));
    const text = jsonText(value);
    expect(text.slice(0, 12)).to.equal('{"a":[{"a":[');
    expect(text.length).to.equal(
      20_000 * '{"a":[]}'.length + jsonText(nested(0, () => null)).replaceAll(/\s/g, '').length,
    );
    expect(inertText(value).length).to.be.below(21_000);
  });
});
