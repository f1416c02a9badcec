import { AgentChatError } from '@agent-chat/protocol';
import { expect, fixture, html } from '@open-wc/testing';
import { beforeEach, describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { AgentChatProvider } from '../provider/provider.js';
import { nextFrame } from '../test-support/next-frame.js';
import { shortConversation } from '../test-support/sample-conversations.js';
import { type GivenUpload, pictureFile, scriptedUploads, textFile } from '../test-support/sample-files.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentComposer } from './composer.js';
import '../define.js';

const RULES = { maxFiles: 2, maxFileSizeMb: 1, allowedFileTypes: ['image/*', 'text/plain', 'text/markdown'] };

interface Parts {
  readonly composer: AgentComposer;
  readonly client: ScriptedClient;
  readonly uploads: readonly GivenUpload[];
}

async function setUp(locale = 'en'): Promise<Parts> {
  const client = new ScriptedClient(shortConversation());
  const { upload, uploads } = scriptedUploads();
  client.upload = upload;
  const provider = await fixture<HTMLElement>(
    html`<agent-chat-provider .client=${client} locale=${locale}
      ><agent-composer .uploadRules=${RULES}></agent-composer
    ></agent-chat-provider>`,
  );
  const composer = provider.querySelector('agent-composer')!;
  await waitUntil(() => within(composer, '.attach') !== null, 'the button');
  return { composer, client, uploads };
}

const within = (composer: AgentComposer, selector: string): HTMLElement | null =>
  composer.renderRoot.querySelector(selector);
const words = (composer: AgentComposer, selector: string): string =>
  within(composer, selector)?.textContent.replace(/\s+/g, ' ').trim() ?? '';

async function settled(composer: AgentComposer): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  await composer.updateComplete;
}

function transferOf(...files: readonly File[]): DataTransfer {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  return transfer;
}

function pasteOf(clipboardData: DataTransfer): ClipboardEvent {
  const paste = new ClipboardEvent('paste', { bubbles: true, cancelable: true });
  // Firefox does not take over what a script wants to have been pasted.
  Object.defineProperty(paste, 'clipboardData', { value: clipboardData });
  return paste;
}

describe('agent-composer with files', () => {
  beforeEach(() => sessionStorage.clear());

  it('uploads again what was on its way when it was moved within the page', async () => {
    const { composer, client, uploads } = await setUp();
    const { upload } = client;
    // As a real one: called off, it fails.
    client.upload = (file, options) =>
      Promise.race([
        upload!(file, options),
        new Promise<never>((_, reject) => {
          options?.signal?.addEventListener('abort', () => reject(options.signal?.reason as Error));
        }),
      ]);
    await composer.addFiles([textFile()]);
    await waitUntil(() => uploads.length === 1, 'the upload');
    composer.closest('agent-chat-provider')?.append(composer);
    await waitUntil(() => uploads.length === 2, 'the upload anew');
    uploads[1]?.finish();
    await settled(composer);
    expect(within(composer, 'progress')).to.equal(null);
  });

  it('uploads what is chosen, shows how far it is, and sends it along with the text', async () => {
    const { composer, client, uploads } = await setUp();
    const input = within(composer, 'input[type=file]') as HTMLInputElement;
    expect(input.accept).to.equal('image/*,text/plain,text/markdown');
    const [name, shownName] = ['plan\u202efdp.txt', 'plan\\u202efdp.txt'];
    input.files = transferOf(textFile(name)).files;
    input.dispatchEvent(new Event('change'));
    await composer.updateComplete;
    uploads[0]?.progress(3);
    await composer.updateComplete;
    const progress = within(composer, 'progress') as HTMLProgressElement;
    expect([progress.value, progress.max]).to.deep.equal([3, 7]);
    const given = within(composer, '.file-name');
    expect([given?.textContent, given?.title]).to.deep.equal([shownName, shownName]);
    await expect(composer).to.be.accessible();
    uploads[0]?.finish();
    await settled(composer);
    expect(within(composer, 'progress')).to.equal(null);
    expect(composer.renderRoot.textContent).to.contain(`${shownName} is uploaded`);
    composer.focus();
    await userEvent.keyboard('Read this{Enter}');
    const file = { type: 'attachment', partId: 'file-1', attachmentId: 'attachment-1' };
    const known = { name, contentType: 'text/plain', sizeBytes: 7 };
    const parts = [
      { type: 'text', partId: 'p1', text: 'Read this' },
      { ...file, ...known },
    ];
    expect(client.commands).to.deep.equal([['sendMessage', { parts }]]);
    await composer.updateComplete;
    expect(within(composer, '.file')).to.equal(null);
  });

  it('sends files without a text, and asks the page before', async () => {
    const { composer, client, uploads } = await setUp();
    await composer.addFiles([await pictureFile()]);
    await composer.updateComplete;
    uploads[0]?.finish();
    await settled(composer);
    await waitUntil(() => within(composer, 'canvas')?.hidden === false, 'the picture');
    const asked: unknown[] = [];
    composer.addEventListener(
      'agent-chat-submit',
      (event) => {
        asked.push(
          event.text,
          event.parts.map(({ type }) => type),
        );
        event.preventDefault();
      },
      { once: true },
    );
    composer.submit();
    expect(asked).to.deep.equal(['', ['attachment']]);
    expect(client.commands).to.deep.equal([]);
    composer.submit();
    expect(client.commands).to.have.length(1);
  });

  it('names each file that is not taken, and why', async () => {
    const { composer, uploads } = await setUp();
    await composer.addFiles([
      textFile('a.exe', 'x', 'application/x-msdownload'),
      textFile('logo.svg', '<svg/>', 'image/svg+xml'),
      textFile('empty.txt', ''),
      textFile('big.txt', 'x'.repeat(1_048_577)),
      textFile('notes.md', 'x', ''),
      textFile('two.txt'),
      textFile('three.txt'),
    ]);
    await composer.updateComplete;
    const refused = [...composer.renderRoot.querySelectorAll('.refused li')].map((one) => one.textContent);
    expect(refused).to.deep.equal([
      'Files like a.exe are not taken here.',
      'Files like logo.svg are not taken here.',
      'empty.txt is empty.',
      'big.txt is too large: at most 1 MB.',
      'three.txt is left out: a message takes 2 files.',
    ]);
    expect(uploads.map(({ file }) => `${file.name} ${file.type}`)).to.deep.equal([
      'notes.md text/markdown',
      'two.txt text/plain',
    ]);
    expect(within(composer, '.refused')?.closest('[role=alert]')).not.to.equal(null);
    await expect(composer).to.be.accessible();
    within(composer, '.refused button')?.click();
    await composer.updateComplete;
    expect(within(composer, '.refused')).to.equal(null);
  });

  it('removes a file, which calls its upload off, and keeps the focus in the field', async () => {
    const { composer, uploads } = await setUp();
    await composer.addFiles([textFile()]);
    await composer.updateComplete;
    within(composer, '.remove')?.click();
    await settled(composer);
    expect(uploads[0]?.signal?.aborted).to.equal(true);
    expect(within(composer, '.file')).to.equal(null);
    expect(composer.shadowRoot?.activeElement?.localName).to.equal('textarea');
    expect(composer.renderRoot.textContent).to.contain('plan.txt is removed');
  });

  it('says that an upload has failed, tries it again, and sends nothing without it', async () => {
    const { composer, client, uploads } = await setUp();
    await composer.addFiles([textFile()]);
    await composer.updateComplete;
    uploads[0]?.fail(new AgentChatError('PayloadTooLarge', 'The file is larger than 5 bytes.'));
    await settled(composer);
    expect(words(composer, '.file-state')).to.equal('The file is larger than 5 bytes.');
    await expect(composer).to.be.accessible();
    composer.submit();
    await composer.updateComplete;
    expect(words(composer, '.note')).to.contain('a file could not be uploaded');
    expect(client.commands).to.deep.equal([]);
    within(composer, '.file .icon-button:not(.remove)')?.click();
    await settled(composer);
    uploads[1]?.finish();
    await settled(composer);
    composer.submit();
    expect(client.commands).to.have.length(1);
  });

  it('says in the reader’s language why an upload has failed, and leaves what a server explains', async () => {
    const { composer, uploads } = await setUp('de');
    const unexplained = 'plan.txt konnte nicht hochgeladen werden';
    const said: readonly [words: string, ...error: ConstructorParameters<typeof AgentChatError>][] = [
      ['Keine Verbindung.', 'ConnectionLost', 'The connection broke.'],
      ['Das war viel auf einmal.', 'RateLimited', 'At most 60 files.'],
      [unexplained, 'MalformedFrame', 'The answer to an upload is not JSON.'],
      [unexplained, 'Unavailable', 'The answer was status 502.', { details: { status: 502 } }],
      ['The store is full.', 'Forbidden', 'The store is full.'],
    ];
    await composer.addFiles([textFile()]);
    for (const [index, [expected, ...error]] of said.entries()) {
      await waitUntil(() => uploads[index] !== undefined, 'the upload');
      uploads[index]?.fail(new AgentChatError(...error));
      await waitUntil(() => words(composer, '.file-state') === expected, expected);
      within(composer, '.retry-file')?.click();
    }
  });

  it('sends as soon as the files are there, unless the person goes on writing', async () => {
    const { composer, client, uploads } = await setUp();
    await composer.addFiles([textFile()]);
    composer.focus();
    await userEvent.keyboard('One{Enter}');
    await composer.updateComplete;
    expect(words(composer, '.note')).to.equal('Sent as soon as the files are uploaded');
    await userEvent.keyboard(', two');
    uploads[0]?.finish();
    await settled(composer);
    expect(client.commands).to.deep.equal([]);
    await composer.addFiles([textFile('more.txt')]);
    await composer.updateComplete;
    await userEvent.keyboard('{Enter}');
    expect(client.commands).to.deep.equal([]);
    uploads[1]?.finish();
    await settled(composer);
    await composer.updateComplete;
    expect(client.commands).to.have.length(1);
    expect(within(composer, '.file')).to.equal(null);
  });

  it('sends nothing by itself when a file is taken out that was waited for', async () => {
    const { composer, client, uploads } = await setUp();
    await composer.addFiles([textFile('wrong.txt')]);
    composer.focus();
    await userEvent.keyboard('Here it is{Enter}');
    await composer.updateComplete;
    within(composer, '.remove')?.click();
    await settled(composer);
    await settled(composer);
    expect(client.commands).to.deep.equal([]);
    expect((within(composer, 'textarea') as HTMLTextAreaElement).value).to.equal('Here it is');
    expect(words(composer, '.note')).to.equal('');
    await composer.addFiles([textFile('right.txt')]);
    await composer.updateComplete;
    uploads[1]?.finish();
    await settled(composer);
    expect(client.commands).to.deep.equal([]);
  });

  it('does not send the next file by itself after the one that was alone is taken out', async () => {
    const { composer, client, uploads } = await setUp();
    await composer.addFiles([textFile('wrong.txt')]);
    composer.submit();
    await composer.updateComplete;
    within(composer, '.remove')?.click();
    await composer.addFiles([textFile('right.txt')]);
    await composer.updateComplete;
    uploads[1]?.finish();
    await settled(composer);
    expect(client.commands).to.deep.equal([]);
  });

  it('says no more that a file is in the way when it is tried again', async () => {
    const { composer, uploads } = await setUp();
    await composer.addFiles([textFile()]);
    await composer.updateComplete;
    uploads[0]?.fail(new AgentChatError('Internal', 'No.'));
    await settled(composer);
    composer.submit();
    await composer.updateComplete;
    const retry = within(composer, '.file .icon-button:not(.remove)');
    retry?.focus();
    retry?.click();
    await settled(composer);
    expect(words(composer, '.note')).to.equal('');
    expect(composer.shadowRoot?.activeElement?.localName).to.equal('textarea');
  });

  it('takes files that are dropped, with a sign that it would, and that are pasted', async () => {
    const { composer, uploads } = await setUp();
    const options = { dataTransfer: transferOf(textFile('dropped.txt')), bubbles: true, cancelable: true };
    const over = new DragEvent('dragover', options);
    composer.dispatchEvent(over);
    await composer.updateComplete;
    expect(over.defaultPrevented).to.equal(true);
    expect(words(composer, '.drop')).to.equal('Drop the files here');
    composer.dispatchEvent(new DragEvent('drop', options));
    await composer.updateComplete;
    expect(within(composer, '.drop')).to.equal(null);
    within(composer, 'textarea')?.dispatchEvent(pasteOf(transferOf(textFile('pasted.txt'))));
    await composer.updateComplete;
    expect(uploads.map(({ file }) => file.name)).to.deep.equal(['dropped.txt', 'pasted.txt']);
  });

  it('leaves pasted cells of a table a text, and text that is dragged alone', async () => {
    const { composer, uploads } = await setUp();
    const clipboardData = transferOf(textFile('cells.png', 'x', 'image/png'));
    clipboardData.setData('text/plain', 'a\tb');
    clipboardData.setData('text/html', '<table><td>a<td>b</table>');
    const paste = pasteOf(clipboardData);
    within(composer, 'textarea')?.dispatchEvent(paste);
    const dataTransfer = new DataTransfer();
    dataTransfer.setData('text/plain', 'words');
    const over = new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true });
    composer.dispatchEvent(over);
    expect([paste.defaultPrevented, over.defaultPrevented]).to.deep.equal([false, false]);
    expect(uploads).to.deep.equal([]);
  });

  it('keeps the files of each conversation apart', async () => {
    const { composer, client } = await setUp();
    await composer.addFiles([textFile()]);
    await composer.updateComplete;
    const provider = composer.closest('agent-chat-provider')!;
    const other = new ScriptedClient(shortConversation(), {}, 'another');
    other.upload = client.upload;
    provider.client = other;
    await settled(composer);
    expect(within(composer, '.file')).to.equal(null);
    provider.client = client;
    await settled(composer);
    expect(words(composer, '.file-name')).to.equal('plan.txt');
  });

  it('offers nothing where the client brings no files to a server, and says so to the page', async () => {
    const { composer, client } = await setUp();
    client.upload = null;
    composer.requestUpdate();
    await composer.updateComplete;
    expect(within(composer, '.attach')).to.equal(null);
    const refused: unknown = await composer.addFiles([textFile()]).catch((error: unknown) => error);
    expect(AgentChatError.isInstance(refused) && refused.code).to.equal('Forbidden');
    await composer.updateComplete;
    expect(within(composer, '.file')).to.equal(null);
  });

  it('takes the files of the page also before it has loaded how', async () => {
    const { client, uploads } = await setUp();
    const composer = document.createElement('agent-composer');
    composer.uploadRules = RULES;
    const provider = await fixture<AgentChatProvider>(
      html`<agent-chat-provider .client=${client}></agent-chat-provider>`,
    );
    provider.append(composer);
    await composer.addFiles([textFile()]);
    await composer.updateComplete;
    expect(uploads.map(({ file }) => file.name)).to.deep.equal(['plan.txt']);
  });

  it('keeps the files when a command is done, and sends them with the next message', async () => {
    const { composer, client, uploads } = await setUp();
    composer.commands = [{ name: 'errors', label: 'Errors', chip: true }];
    await composer.addFiles([textFile()]);
    await composer.updateComplete;
    uploads[0]?.finish();
    await settled(composer);
    composer.renderRoot.querySelector<HTMLElement>('.chip')?.click();
    expect(client.commands.at(-1)).to.deep.equal(['sendMessage', { text: '/errors' }]);
    composer.addEventListener('agent-chat-command', (event) => event.preventDefault());
    await userEvent.keyboard('/errors now{Enter}');
    await composer.updateComplete;
    expect((within(composer, 'textarea') as HTMLTextAreaElement).value).to.equal('');
    expect(words(composer, '.file-name')).to.equal('plan.txt');
    await userEvent.keyboard('Here{Enter}');
    await composer.updateComplete;
    expect(client.commands).to.have.length(2);
    expect(within(composer, '.file')).to.equal(null);
  });

  it('takes nothing more once the conversation has ended', async () => {
    const { composer, client, uploads } = await setUp();
    client.follow(shortConversation().ends('Goodbye.'));
    await nextFrame();
    await composer.updateComplete;
    const options = { dataTransfer: transferOf(textFile()), bubbles: true, cancelable: true };
    const drop = new DragEvent('drop', options);
    composer.dispatchEvent(drop);
    await settled(composer);
    expect([drop.defaultPrevented, uploads.length]).to.deep.equal([false, 0]);
  });
});
