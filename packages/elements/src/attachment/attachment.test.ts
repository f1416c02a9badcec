import type { AttachmentPart } from '@agent-chat/protocol';
import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { AttachmentUrl } from '../context/contexts.js';
import { waitUntil } from '../test-support/wait-until.js';
import '../define.js';
import type { AgentAttachment } from './attachment.js';
import { fileKind, formatBytes, ownUrl } from './file-words.js';

const PICTURE: AttachmentPart = {
  type: 'attachment',
  partId: 'p1',
  attachmentId: 'a1',
  name: 'bicycle.png',
  contentType: 'image/png',
  sizeBytes: 2_481_000,
};

/** One red pixel, from the page's own origin. */
const pixel = (): string =>
  URL.createObjectURL(
    new Blob(
      [
        Uint8Array.from(
          atob(
            'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
          ),
          (character) => character.charCodeAt(0),
        ),
      ],
      { type: 'image/png' },
    ),
  );

async function attachment(
  change: Partial<AttachmentPart> = {},
  urlOf: AttachmentUrl | null = null,
): Promise<AgentAttachment> {
  const provider = await fixture<HTMLElement>(
    html`<agent-chat-provider locale="en" .attachmentUrl=${urlOf}>
      <agent-attachment .attachment=${{ ...PICTURE, ...change }}></agent-attachment>
    </agent-chat-provider>`,
  );
  const element = provider.querySelector('agent-attachment')!;
  await element.updateComplete;
  return element;
}

const find = <E extends HTMLElement = HTMLElement>(element: AgentAttachment, part: string): E | null =>
  element.renderRoot.querySelector<E>(`[part=${part}]`);
const words = (element: AgentAttachment): string =>
  (find(element, 'file')?.textContent ?? '').replace(/\s+/g, ' ').trim();

describe('agent-attachment', () => {
  it('names a file by what it is called, its kind and size, and shows what turns text around', async () => {
    const element = await attachment({ name: 'a\u202egnp.exe', contentType: 'application/octet-stream' });
    expect(words(element)).to.equal('a\\u202egnp.exe EXE · 2.5 MB');
    expect(find(element, 'name')?.title).to.equal('a\\u202egnp.exe');
    expect(find(element, 'download')).to.equal(null);
    await expect(element).to.be.accessible();
  });

  it('shows no image under the name of another file that took its place meanwhile', async () => {
    const address = Promise.withResolvers<string>();
    const element = await attachment({}, () => address.promise);
    find(element, 'view')?.click();
    element.attachment = { ...PICTURE, attachmentId: 'a2', name: 'car.png' };
    await element.updateComplete;
    address.resolve(pixel());
    await address.promise;
    await waitUntil(() => find(element, 'view')?.ariaDisabled !== 'true');
    await element.updateComplete;
    expect([find(element, 'image'), words(element)]).to.deep.equal([null, 'car.png PNG · 2.5 MB']);
  });

  it('loads an image only when a person asks for it', async () => {
    let asked = 0;
    const element = await attachment({ name: 'bicycle\u202egnp.png' }, async () => {
      asked += 1;
      return pixel();
    });
    await expect(element).to.be.accessible();
    expect([asked, find(element, 'image')]).to.deep.equal([0, null]);
    find(element, 'view')?.focus();
    await userEvent.keyboard('{Enter}');
    await waitUntil(() => (find<HTMLImageElement>(element, 'image')?.naturalWidth ?? 0) > 0);
    expect(asked).to.equal(1);
    expect(find(element, 'view')).to.equal(null);
    expect(find<HTMLImageElement>(element, 'image')?.alt).to.equal('bicycle\\u202egnp.png');
    await expect(element).to.be.accessible();
  });

  it('keeps the focus while it loads, and gives it to the next button once the image is there', async () => {
    const address = Promise.withResolvers<string>();
    let asked = 0;
    const element = await attachment({}, () => {
      asked += 1;
      return address.promise;
    });
    const focused = (): string | null | undefined => element.shadowRoot?.activeElement?.getAttribute('part');
    find(element, 'view')?.focus();
    await userEvent.keyboard('{Enter}');
    await waitUntil(() => find(element, 'view')?.ariaDisabled === 'true');
    expect(focused()).to.equal('view');
    await expect(element).to.be.accessible();
    await userEvent.keyboard('{Enter}');
    expect(asked).to.equal(1);
    address.resolve(pixel());
    await waitUntil(() => find(element, 'image') !== null);
    await waitUntil(() => focused() === 'download');
  });

  it('shows no image of another origin, and says that one could not be loaded', async () => {
    for (const url of ['https://a.example/x.png', 'javascript:alert(1)', `${location.origin}/nothing.png`]) {
      const element = await attachment({}, async () => url);
      find(element, 'view')?.click();
      await waitUntil(() => words(element).includes('It could not be loaded'));
      expect(find(element, 'image')).to.equal(null);
      await expect(element).to.be.accessible();
    }
  });

  it('downloads under its own name, which turns nothing around, from an address that is asked for then', async () => {
    const urlOf = async (): Promise<string> => `${location.origin}/content?signature=1`;
    const element = await attachment({ name: 'bicycle\u202efdp.exe' }, urlOf);
    const links: HTMLAnchorElement[] = [];
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
      links.push(this);
    };
    try {
      find(element, 'download')?.click();
      await waitUntil(() => links.length === 1);
    } finally {
      HTMLAnchorElement.prototype.click = click;
    }
    expect([links[0]?.download, new URL(links[0]?.href ?? '').search]).to.deep.equal([
      'bicycle\\u202efdp.exe',
      '?signature=1',
    ]);
  });

  it('loads nothing when a listener prevents it, nor where the address cannot be had', async () => {
    let asked = 0;
    const element = await attachment({}, async () => {
      asked += 1;
      throw new Error('No.');
    });
    element.addEventListener('agent-chat-open-attachment', (event) => event.preventDefault(), { once: true });
    find(element, 'view')?.click();
    expect(asked).to.equal(0);
    find(element, 'view')?.click();
    await waitUntil(() => words(element).includes('It could not be loaded'));
    expect(find(element, 'view')?.ariaDisabled).to.equal(null);
  });
});

describe('the words for a file', () => {
  it('are short', () => {
    expect([0, 812, 148_220, 2_481_000, 5e9].map((bytes) => formatBytes(bytes, 'en'))).to.deep.equal([
      '0 byte',
      '812 byte',
      '148 kB',
      '2.5 MB',
      '5 GB',
    ]);
    expect([fileKind('a.tar.gz', 'x/y'), fileKind('Makefile', 'text/plain')]).to.deep.equal([
      'GZ',
      'text/plain',
    ]);
  });

  it('know an address of the page’s own origin', () => {
    expect(ownUrl('/a', 'https://b.example/c')).to.equal('https://b.example/a');
    for (const url of ['//a.example/x', 'data:text/html,x', 'https://b.example:8443/', 'http://b.example/']) {
      expect(ownUrl(url, 'https://b.example/c')).to.equal(null);
    }
  });
});
