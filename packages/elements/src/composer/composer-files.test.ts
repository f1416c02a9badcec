import { AgentChatError } from '@agent-chat/protocol';
import { expect, fixture, html } from '@open-wc/testing';
import { beforeEach, describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { AgentChatProvider } from '../provider/provider.js';
import {
  composerForFiles,
  UPLOAD_RULES,
  uploadsShown,
  within,
  words,
} from '../test-support/composer-for-files.js';
import { nextFrame } from '../test-support/next-frame.js';
import { shortConversation } from '../test-support/sample-conversations.js';
import { textFile } from '../test-support/sample-files.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import '../define.js';

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
    const { composer, client, uploads } = await composerForFiles();
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
    await uploadsShown(composer);
    expect(within(composer, 'progress')).to.equal(null);
  });

  it('uploads what is chosen, shows how far it is, and sends it along with the text', async () => {
    const { composer, client, uploads } = await composerForFiles();
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
    await uploadsShown(composer);
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

  it('names each file that is not taken, and why', async () => {
    const { composer, uploads } = await composerForFiles();
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
    const { composer, uploads } = await composerForFiles();
    await composer.addFiles([textFile()]);
    await composer.updateComplete;
    within(composer, '.remove')?.click();
    await uploadsShown(composer);
    expect(uploads[0]?.signal?.aborted).to.equal(true);
    expect(within(composer, '.file')).to.equal(null);
    expect(composer.shadowRoot?.activeElement?.localName).to.equal('textarea');
    expect(composer.renderRoot.textContent).to.contain('plan.txt is removed');
  });

  it('says in the reader’s language why an upload has failed, and leaves what a server explains', async () => {
    const { composer, uploads } = await composerForFiles('de');
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

  it('takes files that are dropped, with a sign that it would, and that are pasted', async () => {
    const { composer, uploads } = await composerForFiles();
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
    const { composer, uploads } = await composerForFiles();
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
    const { composer, client } = await composerForFiles();
    await composer.addFiles([textFile()]);
    await composer.updateComplete;
    const provider = composer.closest('agent-chat-provider')!;
    const other = new ScriptedClient(shortConversation(), {}, 'another');
    other.upload = client.upload;
    provider.client = other;
    await uploadsShown(composer);
    expect(within(composer, '.file')).to.equal(null);
    provider.client = client;
    await uploadsShown(composer);
    expect(words(composer, '.file-name')).to.equal('plan.txt');
  });

  it('offers nothing where the client brings no files to a server, and says so to the page', async () => {
    const { composer, client } = await composerForFiles();
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
    const { client, uploads } = await composerForFiles();
    const composer = document.createElement('agent-composer');
    composer.uploadRules = UPLOAD_RULES;
    const provider = await fixture<AgentChatProvider>(
      html`<agent-chat-provider .client=${client}></agent-chat-provider>`,
    );
    provider.append(composer);
    await composer.addFiles([textFile()]);
    await composer.updateComplete;
    expect(uploads.map(({ file }) => file.name)).to.deep.equal(['plan.txt']);
  });

  it('takes nothing more once the conversation has ended', async () => {
    const { composer, client, uploads } = await composerForFiles();
    client.follow(shortConversation().ends('Goodbye.'));
    await nextFrame();
    await composer.updateComplete;
    const options = { dataTransfer: transferOf(textFile()), bubbles: true, cancelable: true };
    const drop = new DragEvent('drop', options);
    composer.dispatchEvent(drop);
    await uploadsShown(composer);
    expect([drop.defaultPrevented, uploads.length]).to.deep.equal([false, 0]);
  });
});
