import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { coverOf, imageUrl } from '../branding/brand.js';
import type { ComposerCommand } from '../composer/composer-commands.js';
import type { UploadRules } from '../composer/upload-rules.js';
import type { ParticipantLooks } from '../message-list/participant-look.js';
import type { ModelChoice } from '../model-select/model-select.js';
import { FRAME_PARTS } from '../parts/frame-parts.js';
import type { PersonaChoice } from '../persona-select/persona-select.js';
import type { SuggestedPrompt } from '../suggested-prompts/suggested-prompts.js';
import type { ChatActions } from './chat-actions.js';
import type { ChatControllers } from './chat-controllers.js';
import { offered } from './offered.js';
import { renderBottom, renderMain } from './render-conversation.js';
import { renderHeader } from './render-header.js';
import { renderNotice } from './render-notice.js';
import { renderListPanel, renderSettingsPanel } from './render-panels.js';
import { renderTopBar } from './render-top-bar.js';
import { renderPersonas, renderWelcome } from './render-welcome.js';

/** What a page says of what stands in the frame. */
interface FrameWishes {
  readonly src: string;
  readonly interface: string;
  readonly heading: string | undefined;
  readonly baseUrl: string | undefined;
  readonly looks: ParticipantLooks;
  readonly models: readonly ModelChoice[];
  readonly personas: readonly PersonaChoice[];
  readonly controls: string | undefined;
  readonly suggestedPrompts: readonly SuggestedPrompt[] | undefined;
  readonly commands: readonly ComposerCommand[];
  readonly uploadRules: UploadRules | null | undefined;
  readonly noDictation: boolean;
}

/** The frame of a chat: what of the page, the interface and the person's settings is shown where. */
export function renderFrame(
  wishes: FrameWishes,
  controllers: ChatControllers,
  actions: ChatActions,
): TemplateResult {
  const { looks, panels, source } = controllers;
  const { over } = panels;
  return html`<div
    class="frame ${looks.scheme}"
    part="frame"
    lang=${looks.language}
    dir=${ifDefined(looks.direction ?? undefined)}
  >
    ${source.listed === null ? nothing : renderList(controllers, actions)}
    <div class="column" .inert=${over !== null}>
      ${renderHead(wishes, controllers, actions)}
      <agent-connection-status
        exportparts=${FRAME_PARTS['agent-connection-status']}
        @agent-chat-new-conversation=${actions.onNewInList}
        @agent-chat-reconnect=${actions.onReconnect}
      ></agent-connection-status>
      <div class="top-bar scrolls-aside" part="top-bar">
        <slot name="top-bar">${source.isRefused ? nothing : renderTopBar(offered(wishes, source), source.isLocked)}</slot>
      </div>
      ${renderConversation(wishes, controllers, actions)} ${renderWriting(wishes, controllers)}
    </div>
    ${over === null ? nothing : html`<div class="backdrop" part="backdrop" @pointerdown=${actions.onClose}></div>`}
    ${over === 'settings' ? renderSettingsPanel(looks.settings, actions, looks.text.messages) : nothing}
  </div>`;
}

function renderHead(
  wishes: FrameWishes,
  { looks, panels, source }: ChatControllers,
  actions: ChatActions,
): TemplateResult {
  const { messages } = looks.text;
  const { info, listed } = source;
  return renderHeader(
    {
      title: wishes.heading ?? info?.title ?? messages.title,
      iconUrl: imageUrl(info?.iconUrl, wishes.src),
      persona: source.facts.hasMessages ? chosenPersona(wishes, source) : null,
      list: listed === null ? null : { isShown: panels.isListShown },
      // Beside the list there is a button for it already.
      canBegin: listed === null ? source.isManaged : !panels.isListShown,
      canSave: source.facts.hasMessages,
    },
    actions,
    messages,
  );
}

/** The name of who was chosen to answer, as it is offered. */
function chosenPersona(wishes: FrameWishes, source: ChatControllers['source']): string | null {
  const { personaId } = source.facts;
  return offered(wishes, source).personas.find((each) => each.personaId === personaId)?.name ?? null;
}

function renderConversation(
  wishes: FrameWishes,
  { looks, source }: ChatControllers,
  actions: ChatActions,
): TemplateResult {
  const { messages } = looks.text;
  const { info, phase } = source;
  const welcome = renderWelcome({
    note: source.hasExpired ? messages.expiredBefore : source.isForgotten ? messages.notKept : null,
    greeting: info?.welcomeMessage ?? messages.welcome,
    description: info?.description ?? null,
    iconUrl: imageUrl(info?.iconUrl, wishes.src),
    cover: info === null ? null : coverOf(info, wishes.src),
    prompts: wishes.suggestedPrompts ?? info?.suggestedPrompts ?? [],
    disabled: source.isRefused,
    onPrompt: actions.onPrompt,
    personas: renderPersonas(
      source.isRefused ? [] : offered(wishes, source).personas,
      source.facts.personaId,
      actions.onPersona,
    ),
  });
  const notice = phase === null ? null : renderNotice(phase, wishes.interface, messages, actions.onTryNow);
  const { sendKey } = looks.settings;
  return renderMain({ notice, welcome, baseUrl: wishes.baseUrl, looks: wishes.looks, sendKey });
}

function renderWriting(wishes: FrameWishes, { looks, saver, source }: ChatControllers): TemplateResult {
  const { info } = source;
  return renderBottom({
    isOtherWriter: source.isOtherWriter,
    destination: source.destination,
    saving: saver.render(looks.text),
    placeholder: source.isRefused ? undefined : info?.placeholderText,
    commands: wishes.commands,
    uploadRules: wishes.uploadRules === undefined ? (info?.uploads ?? null) : wishes.uploadRules,
    noDictation: wishes.noDictation,
    sendKey: looks.settings.sendKey,
    disabled: source.isRefused,
  });
}

function renderList({ looks, panels, source }: ChatControllers, actions: ChatActions): TemplateResult {
  const { directory } = source;
  return renderListPanel(
    {
      conversations: directory?.conversations ?? [],
      status: directory?.status ?? 'loading',
      older: directory?.older ?? 'none',
      current: source.conversationId,
      isShown: panels.isListShown,
      isOver: panels.over === 'conversations',
      isCovered: panels.over === 'settings',
      noRename: source.listed?.rename === undefined,
    },
    actions,
    looks.text.messages,
  );
}
