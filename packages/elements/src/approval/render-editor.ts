import { html, nothing, type TemplateResult } from 'lit';
import { visibleControls } from '../tool-call/inert-text.js';
import type { ApprovalMessages } from './approval-words.js';
import { argumentRow, argumentText } from './argument-text.js';
import { type ChangedArgument, changedArgs } from './changed-args.js';
import type { EditField, FieldFault } from './edit-fields.js';
import { renderRow, renderWarnings } from './render-arguments.js';

/** Each argument in the field that changes it. A field holds at first what was asked for, and shows all of it. */
export function renderFields(
  fields: readonly EditField[],
  faults: ReadonlyMap<string, FieldFault>,
  messages: ApprovalMessages,
): TemplateResult {
  return html`<dl class="arguments" part="arguments" aria-label=${messages.approvalArguments}>
    ${fields.map((field, index) => {
      const row = argumentRow(field.name, field.asked);
      const fault = faults.get(field.name);
      const { description } = field.schema;
      return html`<div>
        <dt part="argument-name">${row.name}</dt>
        <dd class="change">
          ${description === undefined ? nothing : html`<p id="about-${index}" class="about" dir="auto">${visibleControls(description)}</p>`}
          ${renderControl(field, index, fault !== undefined, messages.approvalNewValue(row.name))}
          <p id="fault-${index}" class="failure" role="alert" ?hidden=${fault === undefined}>
            ${fault === undefined ? nothing : faultInWords(fault, messages)}
          </p>
        </dd>
        ${renderWarnings(row, messages)}
      </div>`;
    })}
  </dl>`;
}

function renderControl(field: EditField, index: number, isFaulty: boolean, label: string): TemplateResult {
  const invalid = isFaulty ? 'true' : 'false';
  const described = `${field.schema.description === undefined ? '' : `about-${index} `}fault-${index}`;
  switch (field.kind) {
    case 'choice':
      return html`<select
        class="field"
        part="editor"
        aria-label=${label}
        aria-describedby=${described}
        aria-invalid=${invalid}
      >
        ${field.options.map(
          (option, at) =>
            html`<option value=${at} .selected=${field.value === `${at}`}>${argumentText(option).text}</option>`,
        )}
      </select>`;
    case 'number':
      return html`<input
        class="field"
        part="editor"
        inputmode="decimal"
        autocomplete="off"
        dir="ltr"
        aria-label=${label}
        aria-describedby=${described}
        aria-invalid=${invalid}
        .value=${field.value}
      />`;
    case 'text':
    case 'json':
      return html`<textarea
        class="field ${field.kind}"
        part="editor"
        rows=${Math.min(6, field.value.split('\n').length)}
        dir=${field.kind === 'json' ? 'ltr' : 'auto'}
        spellcheck=${field.kind === 'json' ? 'false' : 'true'}
        autocapitalize="off"
        autocomplete="off"
        aria-label=${label}
        aria-describedby=${described}
        aria-invalid=${invalid}
        .value=${field.value}
      ></textarea>`;
  }
}

function faultInWords(fault: FieldFault, messages: ApprovalMessages): string {
  switch (fault.kind) {
    case 'not_number':
      return messages.approvalNotNumber;
    case 'not_whole':
      return messages.approvalNotWhole;
    case 'too_small':
      return messages.approvalAtLeast(fault.limit);
    case 'too_large':
      return messages.approvalAtMost(fault.limit);
    case 'too_long':
      return messages.approvalTooLong(fault.limit);
    case 'not_json':
      return messages.approvalNotJson(fault.line, fault.column);
  }
}

/** All arguments in one field, as JSON. */
export function renderJson(json: string, fault: string | null, messages: ApprovalMessages): TemplateResult {
  return html`<label class="label" for="field">${messages.approvalJson}</label>
    <textarea
      id="field"
      class="field json"
      part="editor"
      dir="ltr"
      rows="6"
      spellcheck="false"
      autocapitalize="off"
      autocomplete="off"
      aria-invalid=${fault === null ? 'false' : 'true'}
      aria-describedby="fault"
      .value=${json}
    ></textarea>
    <p id="fault" class="failure" role="alert" ?hidden=${fault === null}>${fault}</p>`;
}

/** What is about to run, whole and as inert text, with what of it is not as it was asked for. */
export function renderReview(asked: unknown, edited: unknown, messages: ApprovalMessages): TemplateResult {
  const label = messages.approvalWillRun;
  return html`<p class="label">${label}</p>
    <dl class="arguments" part="arguments" aria-label=${label}>
      ${changedArgs(asked, edited).map((argument) => renderChanged(argument, messages))}
    </dl>`;
}

function renderChanged({ change, row, before }: ChangedArgument, messages: ApprovalMessages): TemplateResult {
  return html`<div class=${change}>
    ${renderRow(row, messages.approvalArguments)}
    ${
      change === 'same'
        ? nothing
        : html`<dd class="note changes">
            <strong>${changeInWords(change, messages)}</strong>
            ${
              before === null
                ? nothing
                : html`${messages.approvalAsked}: <del dir=${before.isText ? 'auto' : 'ltr'}>${before.text}</del>`
            }
          </dd>`
    }
    ${change === 'left_out' ? nothing : renderWarnings(row, messages)}
  </div>`;
}

function changeInWords(
  change: Exclude<ChangedArgument['change'], 'same'>,
  messages: ApprovalMessages,
): string {
  switch (change) {
    case 'changed':
      return messages.approvalChanged;
    case 'added':
      return messages.approvalAdded;
    case 'left_out':
      return messages.approvalLeftOut;
  }
}
