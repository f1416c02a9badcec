import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { directionOf, surroundingLocale, validLocale } from './locale.js';

describe('the locale of a chat', () => {
  it('is a tag that Intl takes, or none', () => {
    expect(validLocale('de_AT')).to.equal('de-AT');
    expect(validLocale(' EN-gb ')).to.equal('en-GB');
    for (const wrong of ['', '   ', 'not a language', '-', null, undefined]) {
      expect(validLocale(wrong), String(wrong)).to.equal(undefined);
    }
  });

  it('is that of the page around it, as the browser writes it, else the browser’s', async () => {
    const page = await fixture<HTMLElement>(html`<div lang="en"><p id="near"></p></div>`);
    const near = page.querySelector('#near')!;
    expect(surroundingLocale(near, ['fr-FR', 'en-GB'])).to.equal('en-GB');
    expect(surroundingLocale(near, ['fr-FR'])).to.equal('en');
    // Some browsers say what their system says, which no `Intl` takes.
    expect(surroundingLocale(near, ['en-US@posix', 'en_GB'])).to.equal('en-GB');
    page.lang = 'pt-BR';
    expect(surroundingLocale(near, ['pt-PT'])).to.equal('pt-BR');
    page.lang = '';
    expect(surroundingLocale(near, ['ja-JP', 'en'])).to.equal('ja-JP');
    expect(surroundingLocale(near, [])).to.equal(undefined);
  });

  it('is found from within a shadow root', async () => {
    const page = await fixture(html`<div lang="ar-EG"><p></p></div>`);
    const root = page.querySelector('p')!.attachShadow({ mode: 'open' });
    const inside = root.appendChild(document.createElement('b'));
    expect(surroundingLocale(inside, ['en'])).to.equal('ar-EG');
  });

  it('has the direction of its script', () => {
    expect(['ar', 'he-IL', 'fa', 'ur'].map(directionOf)).to.deep.equal(['rtl', 'rtl', 'rtl', 'rtl']);
    expect(['de', 'ja-JP', 'az-Latn', 'en'].map(directionOf)).to.deep.equal(['ltr', 'ltr', 'ltr', 'ltr']);
    expect(directionOf('az-Arab')).to.equal('rtl');
  });
});
