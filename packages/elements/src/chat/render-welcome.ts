import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { Cover } from '../branding/brand.js';
import { FRAME_PARTS } from '../parts/frame-parts.js';
import type { AgentChatPersonaEvent } from '../persona-select/persona-select.events.js';
import type { PersonaChoice } from '../persona-select/persona-select.js';
import type { SuggestedPrompt } from '../suggested-prompts/suggested-prompts.js';
import { renderMark } from './render-header.js';

export interface WelcomeView {
  /** What happened before. */
  readonly note: string | null;
  readonly greeting: string;
  readonly description: string | null;
  readonly iconUrl: string | null;
  readonly cover: Cover | null;
  readonly prompts: readonly SuggestedPrompt[];
  readonly disabled: boolean;
  /** A prompt was pressed: it goes away with the welcome. */
  readonly onPrompt: () => void;
  /** Where a person chooses who is to answer. */
  readonly personas: unknown;
}

/** What an empty conversation begins with. */
export function renderWelcome(view: WelcomeView): TemplateResult {
  return html`${view.cover === null ? nothing : renderCover(view.cover)}
    <span part="welcome-mark" class="welcome-mark ${view.cover === null ? '' : 'on-cover'}">${renderMark(view.iconUrl)}</span>
    ${view.note === null ? nothing : html`<p class="welcome-note" part="welcome-note">${view.note}</p>`}
    <h3 part="welcome-heading" dir="auto">${view.greeting}</h3>
    ${view.description === null ? nothing : html`<p part="welcome-text" dir="auto">${view.description}</p>`}
    ${view.personas}
    <agent-suggested-prompts
      exportparts=${FRAME_PARTS['agent-suggested-prompts']}
      .prompts=${view.prompts}
      .disabled=${view.disabled}
      @agent-chat-prompt=${view.onPrompt}
    ></agent-suggested-prompts>`;
}

/** Who there is to answer, while nobody has written yet. */
export function renderPersonas(
  personas: readonly PersonaChoice[],
  chosen: string | null,
  onPersona: (event: AgentChatPersonaEvent) => void,
): unknown {
  if (personas.length === 0) return nothing;
  return html`<agent-persona-select
    class="welcome-personas"
    exportparts=${FRAME_PARTS['agent-persona-select']}
    .personas=${personas}
    .value=${chosen ?? ''}
    @agent-chat-persona=${onPersona}
  ></agent-persona-select>`;
}

function renderCover(cover: Cover): TemplateResult {
  if (cover.kind === 'image') {
    return html`<img
      class="cover"
      part="cover"
      src=${cover.url}
      alt=""
      referrerpolicy="no-referrer"
      @error=${(event: Event) => (event.target as HTMLElement).classList.add('failed')}
    />`;
  }
  // By script: an attribute with a style is what a strict policy of the page forbids.
  return html`<div
    class="cover"
    part="cover"
    ${ref((element) => {
      if (element instanceof HTMLElement) element.style.background = cover.background;
    })}
  ></div>`;
}
