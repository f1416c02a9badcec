import { AgentChatError } from '@agent-chat/protocol';
import { expect, fixture, html } from '@open-wc/testing';
import { beforeEach, describe, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { shortConversation } from '../test-support/sample-conversations.js';
import { type GivenUpload, scriptedUploads, textFile } from '../test-support/sample-files.js';
import { ScriptedClient } from '../test-support/scripted-client.js';
import { waitUntil } from '../test-support/wait-until.js';
import type { AgentComposer } from './composer.js';
import '../define.js';

const RULES = { maxFiles: 4, maxFileSizeMb: 1, allowedFileTypes: ['text/plain'] };

let uploads: readonly GivenUpload[] = [];

/** One that can do everything, while an agent answers. */
async function composerIn(width: string, content: unknown = null): Promise<AgentComposer> {
  const client = new ScriptedClient(shortConversation().says('Go').starts());
  const scripted = scriptedUploads();
  client.upload = scripted.upload;
  uploads = scripted.uploads;
  const provider = await fixture<HTMLElement>(
    html`<agent-chat-provider .client=${client} style="display: block; inline-size: ${width}"
      ><agent-composer .uploadRules=${content === null ? RULES : null} .noDictation=${content !== null}
        >${content}</agent-composer
      ></agent-chat-provider>`,
  );
  const composer = provider.querySelector('agent-composer')!;
  if (content === null) await waitUntil(() => boxOf(composer, '.attach') !== undefined, 'the button');
  composer.focus();
  await userEvent.keyboard('And then?');
  await composer.updateComplete;
  return composer;
}

const boxOf = (composer: AgentComposer, selector: string): DOMRect | undefined =>
  composer.renderRoot.querySelector(selector)?.getBoundingClientRect();

describe('agent-composer in a narrow place', () => {
  beforeEach(() => sessionStorage.clear());

  it('gives the words the whole width, above the buttons', async () => {
    const composer = await composerIn('296px');
    const field = boxOf(composer, 'textarea')!;
    const row = boxOf(composer, '.row')!;
    const attach = boxOf(composer, '.attach')!;
    expect(field.width).to.be.greaterThan(280);
    expect(attach.top).to.be.at.least(field.bottom);
    expect(row.top).to.be.at.least(field.bottom);
    expect(attach.right).to.be.at.most(row.left);
    expect(composer.scrollWidth).to.be.at.most(296);
    await expect(composer).to.be.accessible();
  });

  it('does so whatever else there is to press, so that nothing moves when it comes', async () => {
    for (const content of [html`<button slot="actions">Ask</button>`, html`<!-- nothing -->`]) {
      const composer = await composerIn('296px', content);
      expect(boxOf(composer, '.row')!.top).to.be.at.least(boxOf(composer, 'textarea')!.bottom);
      expect(boxOf(composer, 'textarea')?.width).to.be.greaterThan(280);
    }
  });

  it('shows first the file that failed, with why and what can be done, above the words', async () => {
    const composer = await composerIn('296px');
    await composer.addFiles([textFile('one.txt'), textFile('two.txt'), textFile('broken.txt')]);
    await waitUntil(() => uploads.length === 3, 'the uploads');
    uploads[2]?.fail(new AgentChatError('ConnectionLost', 'The connection broke in the middle.'));
    await waitUntil(() => boxOf(composer, '.file.failed') !== undefined, 'the failure');
    const files = boxOf(composer, '.files')!;
    const failed = boxOf(composer, '.file.failed')!;
    expect(failed.left).to.be.within(files.left, files.left + 16);
    expect(failed.bottom).to.be.at.most(files.bottom);
    expect(boxOf(composer, '.failed .file-state')!.width).to.be.greaterThan(180);
    for (const button of composer.renderRoot.querySelectorAll('.failed button')) {
      expect(button.getBoundingClientRect().right).to.be.at.most(files.right);
    }
    expect(files.bottom).to.be.at.most(boxOf(composer, 'textarea')!.top);
    expect(composer.scrollWidth).to.be.at.most(296);
    await expect(composer).to.be.accessible();
  });

  it('has everything in one line where there is room', async () => {
    const composer = await composerIn('40rem');
    expect(boxOf(composer, '.row')!.top).to.be.lessThan(boxOf(composer, 'textarea')!.bottom);
  });
});
