import { fixture, html } from '@open-wc/testing';
import type { AgentComposer } from '../composer/composer.js';
import { shortConversation } from './sample-conversations.js';
import { type GivenUpload, scriptedUploads } from './sample-files.js';
import { ScriptedClient } from './scripted-client.js';
import { waitUntil } from './wait-until.js';

/** At most two files of 1 MB, which are pictures or text. */
export const UPLOAD_RULES = {
  maxFiles: 2,
  maxFileSizeMb: 1,
  allowedFileTypes: ['image/*', 'text/plain', 'text/markdown'],
};

interface ComposerForFiles {
  readonly composer: AgentComposer;
  readonly client: ScriptedClient;
  /** What it has begun to upload, the oldest first. */
  readonly uploads: readonly GivenUpload[];
}

/** A composer that takes files, once it has loaded how. */
export async function composerForFiles(locale = 'en'): Promise<ComposerForFiles> {
  const client = new ScriptedClient(shortConversation());
  const { upload, uploads } = scriptedUploads();
  client.upload = upload;
  const provider = await fixture<HTMLElement>(
    html`<agent-chat-provider .client=${client} .locale=${locale}
      ><agent-composer .uploadRules=${UPLOAD_RULES}></agent-composer
    ></agent-chat-provider>`,
  );
  const composer = provider.querySelector('agent-composer')!;
  await waitUntil(() => within(composer, '.attach') !== null, 'the button');
  return { composer, client, uploads };
}

export const within = (composer: AgentComposer, selector: string): HTMLElement | null =>
  composer.renderRoot.querySelector(selector);
export const words = (composer: AgentComposer, selector: string): string =>
  within(composer, selector)?.textContent.replace(/\s+/g, ' ').trim() ?? '';

/** Lets an upload that has ended be shown. */
export async function uploadsShown(composer: AgentComposer): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  await composer.updateComplete;
}
