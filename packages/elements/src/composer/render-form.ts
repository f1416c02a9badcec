import { html, nothing, type TemplateResult } from 'lit';
import type { ComposerParts } from './composer-parts.js';

/** Of one that is being loaded, so that nothing moves when it comes. */
const placeOfButton = html`<span class="round quiet" aria-hidden="true"></span>`;

export interface FormView {
  readonly parts: ComposerParts;
  readonly field: TemplateResult;
  /** Whether there is, or will be, a button for dictation. */
  readonly isDictationOffered: boolean;
  /** The buttons at the end: stop and send. */
  readonly end: TemplateResult;
  /** Why what was sent is still here. */
  readonly note: string;
  readonly onSubmit: (event: Event) => void;
  /** The frame was pressed, and nothing that is in it. */
  readonly onPress: () => void;
}

/** The frame with everything in it: files, field, buttons. */
export function renderForm(view: FormView): TemplateResult {
  const { attachments, dictation } = view.parts;
  const attach = attachments.part?.renderButton() ?? nothing;
  return html`<form
    class="box ${attach === nothing ? '' : 'has-start'}"
    part="box"
    @submit=${view.onSubmit}
    @pointerdown=${(event: PointerEvent) => {
      if (event.target !== event.currentTarget) return;
      event.preventDefault();
      view.onPress();
    }}
  >
    ${attachments.part?.renderTray() ?? nothing}
    <div class="start">${attach}</div>
    ${view.field}
    <div class="row">
      <slot name="actions"></slot>
      ${view.isDictationOffered ? (dictation.part?.renderButton() ?? placeOfButton) : nothing}
      <span class="end">${view.end}</span>
    </div>
    ${dictation.part?.renderState() ?? nothing}
    <div class="note" role="status">${view.note}</div>
  </form>`;
}
