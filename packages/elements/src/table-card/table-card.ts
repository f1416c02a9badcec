import type { TableCardData } from '@agent-chat/protocol/cards';
import { css, html, LitElement, nothing, type PropertyDeclarations } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { baseStyles } from '../styles/base.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';

type Cell = TableCardData['rows'][number][string];

/**
 * The built-in card `table`, version 1. `agent-card` checks the data and makes this element.
 *
 * @element agent-table-card
 *
 * @csspart caption - The caption of the table
 * @csspart table - The table
 */
export class AgentTableCard extends LitElement {
  static override styles = [
    tokenStyles,
    baseStyles,
    css`
      :host {
        display: block;
      }

      .scroller {
        overflow: auto;
        max-block-size: 36em;
      }

      .scroller:focus-visible {
        outline-offset: -2px;
      }

      table {
        border-collapse: separate;
        border-spacing: 0;
        inline-size: 100%;
        font-size: 0.933em;
        line-height: 1.45;
        overflow-wrap: normal;
      }

      caption {
        padding: 10px 14px;
        font-weight: 600;
        text-align: start;
      }

      th,
      td {
        padding: 9px 14px;
        border-block-start: 1px solid var(--_border);
        text-align: start;
        vertical-align: top;
      }

      th {
        position: sticky;
        inset-block-start: 0;
        background: var(--_surface-sunken);
        color: var(--_text-muted);
        font-size: 0.9em;
        font-weight: 550;
        white-space: nowrap;
      }

      table:not(:has(caption)) th {
        border-block-start: 0;
      }

      tbody tr:hover {
        background: color-mix(in oklab, var(--_ink) 3%, transparent);
      }

      .end {
        text-align: end;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  static override properties: PropertyDeclarations = {
    data: { attribute: false },
    card: { attribute: false },
  };

  /** The table: columns, and rows by the keys of the columns. */
  declare data: TableCardData | null;
  /** The whole card. */
  declare card: unknown;

  readonly #localeText = new LocaleTextController(this);

  constructor() {
    super();
    this.data = null;
    this.card = null;
  }

  protected override render(): unknown {
    if (this.data === null) return nothing;
    const { caption, columns, rows } = this.data;
    return html`<div
      class="scroller"
      tabindex="0"
      role="group"
      aria-label=${caption ?? this.#localeText.messages.table}
    >
      <table part="table">
        ${caption === undefined ? nothing : html`<caption part="caption">${caption}</caption>`}
        <thead>
          <tr>
            ${columns.map(({ label, align }) => html`<th scope="col" class=${ifDefined(align)}>${label}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${columns.map(
                  ({ key, align }) => html`<td class=${ifDefined(align)}>${this.#cellText(row[key])}</td>`,
                )}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #cellText(value: Cell | undefined): string {
    if (value === undefined || value === null) return '';
    if (typeof value === 'number') return new Intl.NumberFormat(this.#localeText.locale).format(value);
    if (typeof value === 'boolean') return value ? '✓' : '–';
    return value;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-table-card': AgentTableCard;
  }
}
