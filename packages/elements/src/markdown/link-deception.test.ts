import { expect } from '@open-wc/testing';
import { describe, it, vi } from 'vitest';
import { pretendsToBeElsewhere } from './link-deception.js';

const EVIL = new URL('https://evil.example/x');

describe('pretendsToBeElsewhere', () => {
  it.each([
    'https://bank.com',
    '\u200bhttps://bank.com',
    'bank\u00ad.com',
    'Go to https://bank.com/login',
    '\u202emoc.knab//:sptth',
    'bank.com.',
    '//bank.com',
    'ftp://bank.com',
    'http://127.0.0.1:80',
    'http://localhost',
    '127.0.0.1',
    'bank。com',
    'ｂａｎｋ．com',
    'me@bank.com',
    'see(https://bank.com)',
    'evil.example bank.com',
    'https://evil.example:1@bank.com',
  ])('sees that %j is another place', (label) => {
    expect(pretendsToBeElsewhere(label, EVIL)).to.equal(true);
  });

  it.each([
    'the documentation',
    'Release 1.2',
    'evil.example',
    'www.evil.example.',
    'https://evil.example/docs/read.me/index.html',
    'See https://evil.example/x.',
    '(("evil.example/a.b',
  ])('lets %j be', (label) => {
    expect(pretendsToBeElsewhere(label, EVIL)).to.equal(false);
  });

  it('reads an international host as the browser does', () => {
    expect(pretendsToBeElsewhere('https://bücher.example', new URL('https://bücher.example'))).to.equal(
      false,
    );
  });

  it('asks the browser for nothing that no address can be', () => {
    const read: string[] = [];
    vi.stubGlobal(
      'URL',
      class extends URL {
        constructor(url: string | URL, base?: string | URL) {
          read.push(String(url));
          super(url, base);
        }
      },
    );
    const long = ['two words, '.repeat(5_000), '/'.repeat(100_000), 'aa.'.repeat(50_000)];
    const judged = long.map((text) => pretendsToBeElsewhere(text, EVIL));
    const readOfLong = read.length;
    pretendsToBeElsewhere('see bank.com', EVIL);
    vi.unstubAllGlobals();
    expect(judged).to.deep.equal([false, false, true]);
    expect(readOfLong).to.equal(0);
    expect(read).to.contain('http://bank.com');
  });
});
