import { html, nothing, type TemplateResult } from 'lit';
import type { ComposerCommand } from '../composer/composer-commands.js';
import type { UploadRules } from '../composer/upload-rules.js';
import type { ParticipantLooks } from '../message-list/participant-look.js';
import { FRAME_PARTS } from '../parts/frame-parts.js';
import type { SendKey } from '../settings/settings.js';

export interface MainView {
  /** Why there is no conversation; `null` when there is one. */
  readonly notice: TemplateResult | null;
  readonly welcome: TemplateResult;
  readonly baseUrl: string | undefined;
  readonly looks: ParticipantLooks;
  readonly sendKey: SendKey;
}

/** The conversation, or why there is none. */
export function renderMain(view: MainView): TemplateResult {
  return html`<div class="main" part="main">
    ${view.notice}
    <agent-message-list
      .baseUrl=${view.baseUrl}
      .looks=${view.looks}
      .sendKey=${view.sendKey}
      ?hidden=${view.notice !== null}
    >
      <div class="welcome" part="welcome" slot="empty"><slot name="welcome">${view.welcome}</slot></div>
    </agent-message-list>
  </div>`;
}

export interface BottomView {
  /** Turns when another person writes, who is not given what the one before has written. */
  readonly isOtherWriter: boolean;
  /** Names where the person has gone: what they were writing stays where it was. */
  readonly destination: string;
  /** How saving the conversation stands. */
  readonly saving: unknown;
  readonly placeholder: string | undefined;
  readonly commands: readonly ComposerCommand[];
  readonly uploadRules: UploadRules | null;
  readonly noDictation: boolean;
  readonly sendKey: SendKey;
  readonly disabled: boolean;
}

/** Where a person writes, and what stands around it. */
export function renderBottom(view: BottomView): TemplateResult {
  const composer = html`<agent-composer
      part="composer"
      exportparts=${FRAME_PARTS['agent-composer']}
      .destination=${view.destination}
      .placeholder=${writtenPlaceholder(view.placeholder)}
      .commands=${view.commands}
      .uploadRules=${view.uploadRules}
      .noDictation=${view.noDictation}
      .sendKey=${view.sendKey}
      .disabled=${view.disabled}
    >
      <slot name="composer-actions" slot="actions"></slot>
    </agent-composer>`;
  // In the other place it is another element, without anything that was in this one.
  return html`<div class="bottom">
    <p class="saving" role="status">${view.saving}</p>
    ${view.isOtherWriter ? [nothing, composer] : [composer]}
    <slot name="footer"></slot>
  </div>`;
}

/** What an interface says because nobody has written anything is English: the reader's own words are better. */
function writtenPlaceholder(text = ''): string {
  return text === 'Write a message' ? '' : text;
}
