import { css } from 'lit';

export const budgetStyles = css`
  :host {
    display: block;
    max-inline-size: 100%;
  }

  ul {
    display: grid;
    gap: 14px;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .meter-head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 10px;
    line-height: 1.4;
  }

  .meter-name {
    font-weight: 550;
  }

  .meter-place {
    color: var(--_text-muted);
    font-size: 0.867em;
  }

  .meter-row {
    display: flex;
    align-items: center;
    gap: 10px;
  }

  .amount {
    flex: 1;
    font-variant-numeric: tabular-nums;
    font-size: 0.933em;
  }

  .amount strong {
    color: var(--_danger);
    font-weight: 600;
  }

  .bar {
    block-size: 6px;
    margin-block: 6px 2px;
    overflow: hidden;
    border-radius: 3px;
    background: color-mix(in oklab, var(--_ink) 12%, var(--_paper));
  }

  .bar svg {
    display: block;
    inline-size: 100%;
    block-size: 100%;
  }

  .bar:dir(rtl) svg {
    scale: -1 1;
  }

  .fill {
    fill: var(--_accent);
    rx: 3px;
    transition: width var(--_duration);
  }

  .near .fill {
    fill: var(--_warning);
  }

  .breached .fill {
    fill: var(--_danger);
  }

  form {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 8px;
    margin-block-start: 8px;
  }

  form label {
    flex: 1 1 9rem;
    color: var(--_text-muted);
    font-size: 0.867em;
  }

  input {
    display: block;
    inline-size: 100%;
    min-inline-size: 0;
    min-block-size: 36px;
    margin-block-start: 3px;
    padding: 4px 10px;
    border: 1px solid var(--_border-strong);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    font-size: 1rem;
  }

  input:focus-visible {
    outline-offset: -1px;
  }

  input[aria-invalid='true'] {
    border-color: var(--_danger);
  }

  .problem {
    flex-basis: 100%;
    margin: 0;
    color: var(--_danger);
    font-size: 0.867em;
  }

  .pause {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    margin: 0 0 14px;
    padding: 10px 12px;
    border: 1px solid var(--_attention-border);
    border-radius: var(--_radius);
    background: var(--_attention-surface);
  }

  .pause p {
    flex: 1;
    min-inline-size: 10rem;
    margin: 0;
    font-size: 0.933em;
    line-height: 1.45;
  }

  .quiet {
    margin: 0 0 10px;
    color: var(--_text-muted);
    font-size: 0.933em;
  }

  .note {
    display: flex;
    gap: 8px;
    margin: 14px 0 0;
    color: var(--_text-muted);
    font-size: 0.867em;
    line-height: 1.45;
  }

  .note svg {
    flex: none;
    inline-size: 16px;
    block-size: 16px;
    margin-block-start: 2px;
  }

  .summary {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-block-size: 32px;
    padding: 3px 10px;
    border-radius: var(--_radius);
    color: var(--_text-muted);
    font-size: 0.9em;
    font-weight: 500;
    font-variant-numeric: tabular-nums;
    line-height: 1.4;
  }

  .summary:hover {
    background: var(--_surface-hover);
    color: var(--_text);
  }

  .summary.breached {
    color: var(--_danger);
  }

  .summary svg {
    inline-size: 16px;
    block-size: 16px;
  }

  .panel {
    inline-size: 22rem;
    padding: 16px;
  }

  @media (pointer: coarse) {
    .summary,
    input {
      min-block-size: 44px;
    }
  }

  @media (forced-colors: active) {
    .bar {
      border: 1px solid CanvasText;
    }

    .fill {
      fill: Highlight;
    }

    .summary {
      border: 1px solid ButtonText;
    }
  }
`;
