import { html, type LitElement, nothing, type TemplateResult } from 'lit';
import type { ApprovalMessages } from './approval-words.js';
import { editFields, type EditField, type FieldFault, readFields } from './edit-fields.js';
import { editableArgs, isEqual, readEditedArgs } from './edited-args.js';
import { renderArguments } from './render-arguments.js';
import { renderFields, renderJson, renderReview } from './render-editor.js';
import type { ToolSchema } from './tool-schema.js';

type FieldElement = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const NO_FAULTS: ReadonlyMap<string, FieldFault> = new Map();

/** What is decided in the end. */
export interface EditorActions {
  /** @param editedArgs `undefined`: nothing was changed */
  readonly onApprove: (editedArgs: unknown) => void;
  readonly onCancel: () => void;
}

/**
 * Changes the arguments of an approval in two steps: a field for each, or all as JSON; then what is
 * about to run, to be looked at as inert text before it is approved.
 */
export class ApprovalEditor {
  readonly #host: LitElement;
  #asked: unknown = null;
  #schema: ToolSchema | null = null;
  /** What the form began with. */
  #args: unknown = null;
  /** `null`: all as JSON. */
  #fields: readonly EditField[] | null = null;
  #faults = NO_FAULTS;
  /** Of the JSON. */
  #fault: string | null = null;
  /** What is looked at before it is approved. */
  #edited: { readonly args: unknown; readonly isChanged: boolean } | null = null;

  constructor(host: LitElement) {
    this.#host = host;
  }

  /** @param args what the form begins with: what was asked for, or what the server has refused */
  open(asked: unknown, args: unknown, schema: ToolSchema | null): void {
    this.#asked = asked;
    this.#schema = schema;
    this.#edited = null;
    this.#begin(args, editFields(args, schema));
  }

  /** One step back: whether there was one. */
  back(): boolean {
    if (this.#edited === null) return false;
    this.#edited = null;
    this.#focus('.review');
    return true;
  }

  #begin(args: unknown, fields: readonly EditField[] | null): void {
    this.#args = args;
    this.#fields = fields;
    this.#clearFaults();
    this.#focus('.field');
  }

  #clearFaults(): void {
    this.#faults = NO_FAULTS;
    this.#fault = null;
  }

  #focus(selector: string): void {
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() =>
      this.#host.renderRoot.querySelector<HTMLElement>(selector)?.focus(),
    );
  }

  /** What the form says now; where something is wrong, it is shown. */
  #read(messages: ApprovalMessages): { readonly args: unknown } | null {
    this.#clearFaults();
    const texts = Array.from(
      this.#host.renderRoot.querySelectorAll<FieldElement>('.field'),
      ({ value }) => value,
    );
    const read =
      this.#fields === null ? readEditedArgs(texts[0] ?? '', this.#asked) : readFields(this.#fields, texts);
    if (read.kind === 'valid') return read;
    if (read.kind === 'faulty') this.#faults = read.faults;
    else if (read.kind === 'other_kind') this.#fault = messages.approvalNotNamed;
    else this.#fault = messages.approvalNotJson(read.line, read.column);
    this.#focus('[aria-invalid=true]');
    return null;
  }

  #review(messages: ApprovalMessages): void {
    const read = this.#read(messages);
    if (read === null) return;
    this.#edited = { args: read.args, isChanged: !isEqual(read.args, this.#asked) };
    this.#focus('.will-run');
  }

  #switchForm(messages: ApprovalMessages): void {
    const read = this.#read(messages);
    if (read !== null)
      this.#begin(read.args, this.#fields === null ? editFields(read.args, this.#schema) : null);
  }

  render(messages: ApprovalMessages, actions: EditorActions): unknown {
    return [this.#renderForm(messages, actions), this.#renderReview(messages, actions)];
  }

  /** It keeps what was written while that is looked at. */
  #renderForm(messages: ApprovalMessages, { onCancel }: EditorActions): TemplateResult {
    const canSwitch = this.#fields !== null || editFields(this.#args, this.#schema) !== null;
    return html`<form
      ?hidden=${this.#edited !== null}
      @submit=${(event: Event) => {
        event.preventDefault();
        this.#review(messages);
      }}
    >
      ${
        this.#fields === null
          ? [
              renderArguments(this.#asked, messages.approvalAsked, messages),
              renderJson(editableArgs(this.#args), this.#fault, messages),
            ]
          : renderFields(this.#fields, this.#faults, messages)
      }
      <div class="actions">
        ${
          canSwitch
            ? html`<button type="button" class="button quiet switch" @click=${() => this.#switchForm(messages)}>
                ${this.#fields === null ? messages.approvalAsFields : messages.approvalAsJson}
              </button>`
            : nothing
        }
        <button type="button" class="button" @click=${onCancel}>${messages.cancel}</button>
        <button type="submit" class="button primary review" part="review">${messages.approvalReview}</button>
      </div>
    </form>`;
  }

  #renderReview(messages: ApprovalMessages, { onApprove }: EditorActions): unknown {
    if (this.#edited === null) return nothing;
    const { args, isChanged } = this.#edited;
    return html`<div class="will-run" role="group" tabindex="-1" aria-label=${messages.approvalWillRun}>
      ${renderReview(this.#asked, args, messages)}
      ${isChanged ? nothing : html`<p class="none">${messages.approvalUnchanged}</p>`}
      <div class="actions">
        <button type="button" class="button back" @click=${() => this.back()}>${messages.approvalBack}</button>
        <button
          type="button"
          class="button primary approve"
          part="approve"
          @click=${() => onApprove(isChanged ? args : undefined)}
        >
          ${isChanged ? messages.approveEdited : messages.approve}
        </button>
      </div>
    </div>`;
  }
}
