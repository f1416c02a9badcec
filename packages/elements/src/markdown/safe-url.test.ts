import { expect } from '@open-wc/testing';
import { describe, inject, it } from 'vitest';
import { HOSTILE_ADDRESSES } from '../test-support/hostile-addresses.js';
import { safeImageUrl, safeUrl } from './safe-url.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** How the standard reads addresses, from outside the repository; `null` where that is not. */
    urlCases: { input: string; base: string | null; protocol: string | null; hasUser: boolean }[] | null;
  }
}

const cases = inject('urlCases');
const SAFE: readonly (string | null)[] = ['http:', 'https:', 'mailto:'];

describe('safeUrl', () => {
  it('lets http, https and mailto pass', () => {
    for (const url of ['https://a.example/b?c=d#e', 'http://a.example/', 'mailto:a@b.example']) {
      expect(safeUrl(url)?.href).to.equal(url);
    }
  });

  it('refuses a hostile address, however it is written', () => {
    for (const address of HOSTILE_ADDRESSES) {
      expect(safeUrl(address), address).to.equal(null);
      // On a base some are names of files of its own.
      expect(['a.example', undefined], address).to.include(safeUrl(address, 'https://a.example/')?.host);
    }
  });

  // They are kept outside the repository; AGENT_CHAT_CORPORA names their folder.
  it.skipIf(cases === null)(
    'lets nothing pass that is anything else by the standard, or that has a user',
    () => {
      const passed = (cases ?? []).flatMap(({ input, base, protocol, hasUser }) => {
        const url = safeUrl(input, base ?? undefined);
        return url === null ? [] : [{ input, base, protocol, hasUser, url }];
      });
      expect(passed.length).to.be.at.least(150);
      for (const { input, base, protocol, hasUser, url } of passed) {
        const name = JSON.stringify({ input, base });
        // A browser may read what is no address by the standard.
        if (protocol !== null) expect(SAFE, name).to.include(protocol);
        expect(hasUser, name).to.equal(false);
        if (!URL.canParse(input)) expect(url.origin, name).to.equal(new URL(base ?? '').origin);
      }
    },
  );

  it('refuses an address that hides its host behind a user name', () => {
    expect(safeUrl('https://bank.example@evil.example/')).to.equal(null);
  });

  it('refuses relative addresses without a base', () => {
    for (const url of ['/a', 'a/b', '#c', '?d', '//evil.example/', '']) expect(safeUrl(url)).to.equal(null);
  });

  it('keeps relative addresses on the origin of their base', () => {
    const base = 'https://docs.example/guide/';
    expect(safeUrl('start.md#x', base)?.href).to.equal('https://docs.example/guide/start.md#x');
    for (const url of ['//evil.example/', '/\\evil.example', '\\\\evil.example']) {
      expect(safeUrl(url, base), url).to.equal(null);
    }
  });

  it('fetches no image from an address that is not http', () => {
    expect(safeImageUrl('mailto:a@b.example')).to.equal(null);
    expect(safeImageUrl('https://a.example/i.png')?.host).to.equal('a.example');
  });
});
