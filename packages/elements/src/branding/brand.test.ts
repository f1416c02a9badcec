import { describe, expect, it } from 'vitest';
import { brandTheme, coverOf, imageUrl } from './brand.js';

const SERVER = 'https://chat.example';

describe('the branding of an interface', () => {
  it('sets colour, font and roundness', () => {
    expect(
      brandTheme({ primaryColor: '#1e3a8a', fontFamily: 'Inter, "Noto Sans"', borderRadius: 12 }),
    ).toEqual({
      accent: '#1e3a8a',
      'accent-contrast': '#ffffff',
      'accent-text': expect.stringMatching(/^light-dark\(#1e3a8a, #[\da-f]{6}\)$/),
      font: 'Inter, "Noto Sans", system-ui, sans-serif',
      radius: '12px',
      'radius-large': '20.4px',
    });
    expect(brandTheme({ primaryColor: '#facc15' })).toMatchObject({
      accent: '#facc15',
      'accent-contrast': '#0e0f14',
    });
  });

  it.each([
    { primaryColor: 'red; } * { display: none' },
    { primaryColor: 'url(https://evil.example)' },
    { fontFamily: 'x; background: url(https://evil.example)' },
    { fontFamily: 'var(--x)' },
    { borderRadius: Number.NaN },
    { borderRadius: -4 },
    { primaryColor: null, fontFamily: null, borderRadius: null },
    {},
  ])('takes nothing else for a colour, a font or a roundness: %j', (branding) => {
    expect(brandTheme(branding)).toEqual({});
  });
});

describe('the cover of an interface', () => {
  it('is a picture, a colour or a gradient', () => {
    expect(coverOf({ coverType: 'color', coverValue: '#6366f1' }, SERVER)).toEqual({
      kind: 'paint',
      background: '#6366f1',
    });
    const gradient = 'linear-gradient(90deg, #f00, rgb(0 0 255))';
    expect(coverOf({ coverType: 'gradient', coverValue: gradient }, SERVER)).toEqual({
      kind: 'paint',
      background: gradient,
    });
    expect(coverOf({ coverType: 'image', coverValue: '/cover.png' }, SERVER)).toEqual({
      kind: 'image',
      url: 'https://chat.example/cover.png',
    });
  });

  it.each([
    ['color', 'url(https://evil.example/x.png)'],
    ['gradient', 'url(https://evil.example/x.png)'],
    ['gradient', 'linear-gradient(red, blue), url(https://evil.example/x.png)'],
    ['color', 'var(--none, url(https://evil.example/x.png))'],
    ['color', 'env(none, url(https://evil.example/x.png))'],
    ['gradient', 'linear-gradient(red, blue), u\\72l(https://evil.example/x.png)'],
    ['gradient', 'linear-gradient(red, blue), -webkit-image-set("https://evil.example/x.png" 1x)'],
    ['gradient', 'linear-gradient(red, blue), var(--none, u\\72 l(https://evil.example/x.png))'],
    ['gradient', 'linear-gradient('],
    ['image', 'javascript:alert(1)'],
    ['image', 'data:image/svg+xml,<svg/>'],
    ['image', 'http://elsewhere.example/x.png'],
    ['color', ''],
  ] as const)('is none where it is not that: %s %s', (coverType, coverValue) => {
    expect(coverOf({ coverType, coverValue }, SERVER)).toBe(null);
  });

  it('may come without encryption from the server’s own origin only', () => {
    expect(imageUrl('icon.png', 'http://127.0.0.1:8787')).toBe('http://127.0.0.1:8787/icon.png');
    expect(imageUrl('http://elsewhere.example/icon.png', 'http://127.0.0.1:8787')).toBe(null);
    expect(imageUrl(null, SERVER)).toBe(null);
  });
});
