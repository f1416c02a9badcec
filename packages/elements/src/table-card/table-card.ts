import type { TableCardData } from '@agent-chat/protocol/cards';
import {
  css,
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { LocaleTextController } from '../context/locale-text-controller.js';
import { baseStyles } from '../styles/base.styles.js';
import { buttonStyles } from '../styles/button.styles.js';
import { scrollEdgeStyles } from '../styles/scroll-edge.styles.js';
import { tokenStyles } from '../styles/tokens.styles.js';
import { visibleControls } from '../tool-call/inert-text.js';
import { cellText, tableNumbers } from './table-text.js';

/** So many rows are drawn at once: ten thousand would stop the page for half a minute. */
const ROWS_AT_ONCE = 200;
const ROWS_WITHOUT_SCROLLING = 12;
/** So many characters are two words, and so many a sentence. */
const PHRASE = 9;
const WORDY = 20;

/**
 * The built-in card `table`, version 1. `agent-card` checks the data and makes this element. A long
 * table begins with its first 200 rows, and a button shows the next ones.
 *
 * @element agent-table-card
 *
 * @csspart caption - The caption of the table
 * @csspart table - The table
 * @csspart more - The button that shows further rows
 */
export class AgentTableCard extends LitElement {
  static override styles = [
    tokenStyles,
    baseStyles,
    buttonStyles,
    scrollEdgeStyles,
    css`
      :host {
        display: block;
      }

      .scroller {
        overflow: auto;
      }

      /* A few rows are shown whole; many scroll, and a shadow says that there are more. */
      .scroller.long {
        max-block-size: max(24em, 70vh);
        background:
          linear-gradient(var(--_surface-raised), var(--_surface-raised)) bottom / 100% 24px no-repeat local,
          linear-gradient(transparent, color-mix(in oklab, var(--_ink) 16%, transparent)) bottom / 100% 14px
            no-repeat scroll;
        scrollbar-width: thin;
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
        padding: 10px 12px;
        font-weight: 600;
        text-align: start;
      }

      th,
      td {
        padding: 8px 12px;
        border-block-start: 1px solid var(--_border);
        text-align: start;
        vertical-align: top;
        /* Of a wide table more than two columns are in sight on a telephone. */
        min-inline-size: 5em;
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

      .more {
        margin: 10px 12px;
      }

      /* A sentence is not broken into single words. */
      .phrase {
        min-inline-size: 8em;
      }

      .wordy {
        min-inline-size: 11em;
      }

      .none {
        color: var(--_text-muted);
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
    rowCount: { state: true },
  };

  /** The table: columns, and rows by the keys of the columns. */
  declare data: TableCardData | null;
  /** The whole card. */
  declare card: unknown;
  declare private rowCount: number;

  readonly #localeText = new LocaleTextController(this);

  constructor() {
    super();
    this.data = null;
    this.card = null;
    this.rowCount = ROWS_AT_ONCE;
  }

  protected override willUpdate(changed: PropertyValues<AgentTableCard>): void {
    super.willUpdate(changed);
    if (changed.has('data')) this.rowCount = ROWS_AT_ONCE;
  }

  readonly #onMore = async (event: Event): Promise<void> => {
    const button = event.currentTarget as HTMLElement;
    this.rowCount += ROWS_AT_ONCE;
    await this.updateComplete;
    // With the last rows it goes: whoever has pressed it goes on in the table.
    if (!button.isConnected) this.renderRoot.querySelector<HTMLElement>('.scroller')?.focus();
  };

  protected override render(): unknown {
    if (this.data === null) return nothing;
    const { columns, rows } = this.data;
    const caption = visibleControls(this.data.caption ?? '');
    const numbers = tableNumbers(this.#localeText.locale);
    const left = rows.length - this.rowCount;
    return html`<div
      class="scroller scrolls-aside ${rows.length > ROWS_WITHOUT_SCROLLING ? 'long' : ''}"
      tabindex="0"
      role="group"
      aria-label=${caption === '' ? this.#localeText.messages.table : caption}
    >
      <table part="table">
        ${caption === '' ? nothing : html`<caption part="caption"><bdi>${caption}</bdi></caption>`}
        <thead>
          <tr>
            ${columns.map(({ label, align }) => html`<th scope="col" class=${ifDefined(align)}><bdi>${visibleControls(label)}</bdi></th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.length === 0 ? html`<tr><td class="none" colspan=${columns.length}>${this.#localeText.messages.noRows}</td></tr>` : nothing}
          ${rows.slice(0, this.rowCount).map(
            (row) =>
              html`<tr>
                ${columns.map(({ key, align }) => renderCell(cellText(row, key, numbers), align))}
              </tr>`,
          )}
        </tbody>
      </table>
      ${left > 0 ? this.#renderMore(left) : nothing}
    </div>`;
  }

  #renderMore(left: number): unknown {
    const { messages } = this.#localeText;
    return html`<button type="button" class="button more" part="more" @click=${this.#onMore}>
      ${messages.showMoreRows(Math.min(left, ROWS_AT_ONCE), left)}
    </button>`;
  }
}

function renderCell(text: string, align: string | undefined): TemplateResult {
  const words = text.length > WORDY ? 'wordy' : text.length > PHRASE ? 'phrase' : '';
  return html`<td class="${words} ${align ?? ''}"><bdi>${visibleControls(text)}</bdi></td>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-table-card': AgentTableCard;
  }
}
