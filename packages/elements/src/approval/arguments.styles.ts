import { css } from 'lit';

/** The list of arguments, each with its value. */
export const argumentsStyles = css`
  .arguments {
    display: grid;
    grid-template-columns: fit-content(40%) minmax(0, 1fr);
    margin: 0;
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface-sunken);
    font-size: 0.867em;
    line-height: 1.5;
  }

  .arguments > div {
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
  }

  .arguments > div + div {
    border-block-start: 1px solid var(--_border);
  }

  dt {
    padding: 7px 12px;
    color: var(--_text-muted);
    font-family: var(--_font-mono);
    font-size: 0.923em;
    unicode-bidi: plaintext;
  }

  dd {
    justify-self: start;
    max-inline-size: 100%;
    max-block-size: 14em;
    box-sizing: border-box;
    margin: 0;
    padding: 7px 12px;
    overflow: auto;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    scrollbar-width: thin;
  }

  dd:focus-visible {
    outline-offset: -2px;
  }

  dd.value {
    font-family: var(--_font-mono);
    font-size: 0.923em;
    text-align: left;
  }

  dd.text {
    unicode-bidi: plaintext;
  }

  dd.note {
    display: flex;
    grid-column: 2;
    gap: 6px;
    padding-block: 0 7px;
    color: var(--_text-muted);
    font-size: 0.923em;
  }

  dd.mixed {
    color: var(--_text);
  }

  dd.mixed svg {
    inline-size: 16px;
    block-size: 16px;
    margin-block-start: 2px;
    color: var(--_warning);
  }

  @container (max-width: 24rem) {
    .arguments {
      grid-template-columns: minmax(0, 1fr);
    }

    dt {
      padding-block-end: 0;
    }

    dd {
      padding-block-start: 2px;
    }

    dd.note {
      grid-column: 1;
    }
  }
`;
