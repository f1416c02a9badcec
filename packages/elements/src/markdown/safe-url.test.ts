import { expect } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { safeImageUrl, safeUrl } from './safe-url.js';

describe('safeUrl', () => {
  it('lets http, https and mailto pass', () => {
    for (const url of ['https://a.example/b?c=d#e', 'http://a.example/', 'mailto:a@b.example']) {
      expect(safeUrl(url)?.href).to.equal(url);
    }
  });

  it('refuses every other scheme, however it is written', () => {
    const urls = [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      'java\tscript:alert(1)',
      '\u0001javascript:alert(1)',
      'data:text/html,<script>alert(1)</script>',
      'vbscript:x',
      'blob:https://a.example/1',
      'file:///etc/passwd',
      'intent://x#Intent;end',
      'about:blank',
    ];
    for (const url of urls) expect(safeUrl(url, 'https://a.example/'), url).to.equal(null);
  });

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
