import { AgentChatError } from '@agent-chat/protocol';
import { expect } from '@open-wc/testing';
import { beforeEach, describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { composerForFiles, uploadsShown, within, words } from '../test-support/composer-for-files.js';
import { pictureFile, textFile } from '../test-support/sample-files.js';
import { waitUntil } from '../test-support/wait-until.js';
import '../define.js';

describe('agent-composer that sends files', () => {
  beforeEach(() => sessionStorage.clear());

  it('sends files without a text, and asks the page before', async () => {
    const { composer, client, uploads } = await composerForFiles();
    await composer.addFiles([await pictureFile()]);
    await composer.updateComplete;
    uploads[0]?.finish();
    await uploadsShown(composer);
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

  it('says that an upload has failed, tries it again, and sends nothing without it', async () => {
    const { composer, client, uploads } = await composerForFiles();
    await composer.addFiles([textFile()]);
    await composer.updateComplete;
    uploads[0]?.fail(new AgentChatError('PayloadTooLarge', 'The file is larger than 5 bytes.'));
    await uploadsShown(composer);
    expect(words(composer, '.file-state')).to.equal('The file is larger than 5 bytes.');
    await expect(composer).to.be.accessible();
    composer.submit();
    await composer.updateComplete;
    expect(words(composer, '.note')).to.contain('a file could not be uploaded');
    expect(client.commands).to.deep.equal([]);
    within(composer, '.file .icon-button:not(.remove)')?.click();
    await uploadsShown(composer);
    uploads[1]?.finish();
    await uploadsShown(composer);
    composer.submit();
    expect(client.commands).to.have.length(1);
  });

  it('sends as soon as the files are there, unless the person goes on writing', async () => {
    const { composer, client, uploads } = await composerForFiles();
    await composer.addFiles([textFile()]);
    composer.focus();
    await userEvent.keyboard('One{Enter}');
    await composer.updateComplete;
    expect(words(composer, '.note')).to.equal('Sent as soon as the files are uploaded');
    await userEvent.keyboard(', two');
    uploads[0]?.finish();
    await uploadsShown(composer);
    expect(client.commands).to.deep.equal([]);
    await composer.addFiles([textFile('more.txt')]);
    await composer.updateComplete;
    await userEvent.keyboard('{Enter}');
    expect(client.commands).to.deep.equal([]);
    uploads[1]?.finish();
    await uploadsShown(composer);
    await composer.updateComplete;
    expect(client.commands).to.have.length(1);
    expect(within(composer, '.file')).to.equal(null);
  });

  it('sends nothing by itself when a file is taken out that was waited for', async () => {
    const { composer, client, uploads } = await composerForFiles();
    await composer.addFiles([textFile('wrong.txt')]);
    composer.focus();
    await userEvent.keyboard('Here it is{Enter}');
    await composer.updateComplete;
    within(composer, '.remove')?.click();
    await uploadsShown(composer);
    await uploadsShown(composer);
    expect(client.commands).to.deep.equal([]);
    expect((within(composer, 'textarea') as HTMLTextAreaElement).value).to.equal('Here it is');
    expect(words(composer, '.note')).to.equal('');
    await composer.addFiles([textFile('right.txt')]);
    await composer.updateComplete;
    uploads[1]?.finish();
    await uploadsShown(composer);
    expect(client.commands).to.deep.equal([]);
  });

  it('does not send the next file by itself after the one that was alone is taken out', async () => {
    const { composer, client, uploads } = await composerForFiles();
    await composer.addFiles([textFile('wrong.txt')]);
    composer.submit();
    await composer.updateComplete;
    within(composer, '.remove')?.click();
    await composer.addFiles([textFile('right.txt')]);
    await composer.updateComplete;
    uploads[1]?.finish();
    await uploadsShown(composer);
    expect(client.commands).to.deep.equal([]);
  });

  it('says no more that a file is in the way when it is tried again', async () => {
    const { composer, uploads } = await composerForFiles();
    await composer.addFiles([textFile()]);
    await composer.updateComplete;
    uploads[0]?.fail(new AgentChatError('Internal', 'No.'));
    await uploadsShown(composer);
    composer.submit();
    await composer.updateComplete;
    const retry = within(composer, '.file .icon-button:not(.remove)');
    retry?.focus();
    retry?.click();
    await uploadsShown(composer);
    expect(words(composer, '.note')).to.equal('');
    expect(composer.shadowRoot?.activeElement?.localName).to.equal('textarea');
  });

  it('keeps the files when a command is done, and sends them with the next message', async () => {
    const { composer, client, uploads } = await composerForFiles();
    composer.commands = [{ name: 'errors', label: 'Errors', chip: true }];
    await composer.addFiles([textFile()]);
    await composer.updateComplete;
    uploads[0]?.finish();
    await uploadsShown(composer);
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
});
