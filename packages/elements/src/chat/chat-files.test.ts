import { expect, fixture, html } from '@open-wc/testing';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { bicycleShop } from '../test-support/bicycle-shop.js';
import { FakeServer } from '../test-support/fake-server.js';
import { textFile } from '../test-support/sample-files.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentChat } from './chat.js';
import '../define.js';

const SERVER = 'https://files.chat.example';
const INTERFACE = bicycleShop({
  uploads: { maxFiles: 2, maxFileSizeMb: 1, allowedFileTypes: ['text/*'] },
});

/** Uploads tell their progress by this alone; the network behind it is not here. */
class ScriptedRequest {
  static readonly made: ScriptedRequest[] = [];
  readonly upload: { onprogress?: (event: { loaded: number }) => void } = {};
  readonly headers: Record<string, string> = {};
  withCredentials = false;
  status = 0;
  responseText = '';
  line = '';
  body: unknown = null;
  isAborted = false;
  onload: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onabort: (() => void) | null = null;

  constructor() {
    ScriptedRequest.made.push(this);
  }

  open(verb: string, address: string): void {
    this.line = `${verb} ${address}`;
  }

  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }

  getResponseHeader(name: string): string | null {
    return name === 'content-type' ? 'application/json' : null;
  }

  send(body: unknown): void {
    this.body = body;
  }

  abort(): void {
    this.isAborted = true;
    this.onabort?.();
  }

  answer(status: number, body: unknown): void {
    Object.assign(this, { status, responseText: JSON.stringify(body) });
    this.onload?.();
  }
}

const Platform = globalThis.XMLHttpRequest;
let server: FakeServer;

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  ScriptedRequest.made.length = 0;
  globalThis.XMLHttpRequest = ScriptedRequest as unknown as typeof XMLHttpRequest;
  server = new FakeServer(SERVER, INTERFACE);
});
afterEach(() => {
  globalThis.XMLHttpRequest = Platform;
  server.restore();
});

async function chatWithFile(): Promise<{ chat: AgentChat; request: ScriptedRequest; find: Find }> {
  const chat = await fixture<AgentChat>(html`<agent-chat src=${SERVER} transport="sse"></agent-chat>`);
  await waitUntil(() => server.streams === 1);
  const composer = chat.renderRoot.querySelector('agent-composer')!;
  const find: Find = (selector) => composer.renderRoot.querySelector(selector);
  await waitUntil(() => find('.attach') !== null, 'the button');
  await composer.addFiles([textFile('a plan.txt')]);
  await waitUntil(() => ScriptedRequest.made.length === 1, 'the upload');
  return { chat, request: ScriptedRequest.made[0]!, find };
}
type Find = (selector: string) => HTMLElement | null;

describe('agent-chat with files', () => {
  it('brings them to the server as the interface allows, with the session’s token and their progress', async () => {
    const { request, find } = await chatWithFile();
    expect(request.line).to.equal(
      `POST ${SERVER}/api/conversations/conversation-1/attachments?name=a%20plan.txt`,
    );
    expect(request.headers).to.deep.equal({ authorization: 'Bearer token-1', 'content-type': 'text/plain' });
    expect(request.body).to.be.instanceOf(File);
    request.upload.onprogress?.({ loaded: 4 });
    await waitUntil(() => (find('progress') as HTMLProgressElement | null)?.value === 4, 'the progress');
    const known = { attachmentId: 'a1', name: 'a plan.txt', contentType: 'text/plain', sizeBytes: 7 };
    request.answer(201, known);
    await waitUntil(() => find('.file.done') !== null, 'the file');
  });

  it('says what the server says of a file, and calls an upload off that is not wanted', async () => {
    const { request, find } = await chatWithFile();
    const details = { refusedBy: 'scanner' };
    request.answer(415, { code: 'UnsupportedMediaType', message: 'It is ill.', retryable: false, details });
    await waitUntil(() => find('.file.failed') !== null, 'the failure');
    expect(find('.file-state')?.textContent).to.equal('It is ill.');
    find('.file .icon-button:not(.remove)')?.click();
    await waitUntil(() => ScriptedRequest.made.length === 2, 'the second upload');
    find('.remove')?.click();
    await waitUntil(() => find('.file') === null);
    expect(ScriptedRequest.made[1]?.isAborted).to.equal(true);
  });

  it('says in the words of the page which kinds and sizes the server does not take', async () => {
    const { request, find } = await chatWithFile();
    request.answer(415, { code: 'UnsupportedMediaType', message: 'Not such a text.', retryable: false });
    await waitUntil(() => find('.file.failed') !== null, 'the failure');
    expect(find('.file-state')?.textContent).to.contain('a plan.txt');
    find('.file .icon-button:not(.remove)')?.click();
    await waitUntil(() => ScriptedRequest.made.length === 2, 'the second upload');
    const details = { maxBytes: 1_048_576 };
    ScriptedRequest.made[1]!.answer(413, {
      code: 'PayloadTooLarge',
      message: 'x',
      retryable: false,
      details,
    });
    await waitUntil(() => find('.file-state')?.textContent.includes('1 MB') === true, 'the limit');
  });

  it('takes a file back from the server that is removed before it was sent', async () => {
    const { request, find } = await chatWithFile();
    request.answer(201, { attachmentId: 'a1', name: 'a plan.txt', contentType: 'text/plain', sizeBytes: 7 });
    await waitUntil(() => find('.file.done') !== null, 'the file');
    find('.remove')?.click();
    await waitUntil(() => server.files.length === 1, 'the withdrawal');
    expect(server.files).to.deep.equal([{ route: 'DELETE /api/attachments/a1', token: 'token-1' }]);
  });

  it('asks its server for the address of a file each time that a person wants it', async () => {
    const { chat } = await chatWithFile();
    const given = {
      type: 'attachment',
      partId: 'p1',
      attachmentId: 'a1',
      name: 'a.txt',
      contentType: 'text/plain',
    };
    const element = document.createElement('agent-attachment');
    Object.assign(element, { attachment: given });
    const clicked: string[] = [];
    const onClick = (event: Event): void => {
      const [link] = event.composedPath();
      if (!(link instanceof HTMLAnchorElement)) return;
      event.preventDefault();
      clicked.push(link.href);
    };
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
      this.addEventListener('click', onClick, { once: true });
      click.call(this);
    };
    try {
      chat.renderRoot.querySelector('.main')!.append(element);
      await waitUntil(() => element.renderRoot.querySelector('[part=download]') !== null, 'the button');
      element.renderRoot.querySelector<HTMLElement>('[part=download]')!.click();
      await waitUntil(() => clicked.length === 1, 'the address');
      expect(clicked).to.deep.equal([`${SERVER}/api/attachments/a1/content?signature=s1`]);
    } finally {
      HTMLAnchorElement.prototype.click = click;
    }
  });

  it('takes files that are dropped anywhere on it', async () => {
    const { chat, find } = await chatWithFile();
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(textFile('dropped.txt'));
    const list = chat.renderRoot.querySelector('.main')!;
    list.dispatchEvent(
      new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true, composed: true }),
    );
    await waitUntil(() => find('.files')?.textContent.includes('dropped.txt'), 'the file');
  });

  it('stays in the page when files are dropped where none may be sent', async () => {
    const { chat, find } = await chatWithFile();
    chat.uploadRules = null;
    await chat.updateComplete;
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(textFile('dropped.txt'));
    for (const type of ['dragover', 'drop']) {
      const event = new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true, composed: true });
      chat.renderRoot.querySelector('.main')!.dispatchEvent(event);
      expect(event.defaultPrevented).to.equal(true);
    }
    expect(find('.files')?.textContent ?? '').not.to.contain('dropped.txt');
  });
});
