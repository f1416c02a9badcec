import { css } from 'lit';

/** The fields in which arguments are changed, and what is looked at before they run. */
export const editorStyles = css`
  .change {
    display: grid;
    grid-column: 2;
    justify-self: stretch;
    gap: 4px;
    max-block-size: none;
    overflow: visible;
    white-space: normal;
  }

  form dt {
    padding-block-start: 13px;
  }

  .about {
    color: var(--_text-muted);
    font-size: 0.923em;
  }

  .will-run {
    display: grid;
    gap: 8px;
    margin-block-start: 8px;
    border-radius: var(--_radius);
  }

  .will-run:focus-visible {
    outline-offset: 4px;
  }

  .left_out dd.text,
  .left_out dd.value {
    color: var(--_text-muted);
    text-decoration: line-through;
  }

  .changed,
  .added,
  .left_out {
    background: var(--_attention-surface);
  }

  dd.changes {
    display: block;
    max-block-size: 8em;
    white-space: normal;
  }

  .changes strong {
    margin-inline-end: 8px;
    color: var(--_text);
  }

  .changes del {
    white-space: pre-wrap;
    unicode-bidi: plaintext;
  }

  .will-run .label {
    color: var(--_text);
    font-weight: 600;
  }

  @container (max-width: 24rem) {
    .change {
      grid-column: 1;
    }

    form dt {
      padding-block-start: 7px;
    }
  }

  input,
  select,
  textarea {
    inline-size: 100%;
    max-block-size: 24em;
    padding: 6px 10px;
    border: 1px solid var(--_border-strong);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: inherit;
    font: inherit;
    font-size: max(0.867em, 13px);
    line-height: 1.5;
  }

  :is(input, select, textarea):focus-visible {
    outline-offset: -1px;
  }

  textarea {
    resize: vertical;
    field-sizing: content;
  }

  textarea.json {
    font-family: var(--_font-mono);
    font-size: max(0.867em, 13px);
    line-height: 1.55;
    text-align: left;
  }

  @media (pointer: coarse) {
    input,
    select,
    textarea.field {
      min-block-size: 44px;
      font-size: 16px;
    }
  }

  .field[aria-invalid='true'] {
    border-color: var(--_danger);
  }

  .actions .switch {
    margin-inline-end: auto;
  }
`;
