import { css } from 'lit';

export const toolbarStyles = css`
  .toolbar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px;
    min-block-size: var(--_target);
    margin-block-start: 2px;
    margin-inline-start: -7px;
    color: var(--_text-muted);
    font-size: 0.8em;
    opacity: 0;
    transition: opacity var(--_duration);
  }

  :host([side='user']) .toolbar {
    justify-content: flex-end;
    margin-block-start: 0;
    margin-inline: 0 4px;
  }

  /* In the space that the list keeps before what is next, so that showing it moves nothing. */
  @media (hover: hover) {
    :host([side='user']) .toolbar {
      position: absolute;
      inset-block-start: 100%;
      inset-inline-end: 0;
      inline-size: max-content;
      max-inline-size: 100%;
    }
  }

  :host(:hover) .toolbar,
  :host(:focus-within) .toolbar,
  :host([data-last]) .toolbar,
  .toolbar.kept,
  .toolbar:has([aria-pressed='true'], [aria-busy='true']) {
    opacity: 1;
  }

  .toolbar time {
    margin-inline-end: 4px;
  }

  .toolbar .icon-button:disabled {
    opacity: 0.45;
  }

  .icon-button[aria-pressed='true'] {
    color: var(--_accent-text);
  }

  .icon-button[aria-pressed='true'] svg {
    fill: color-mix(in oklab, var(--_accent) 25%, transparent);
  }

  .branches {
    display: inline-flex;
    align-items: center;
    margin-inline-end: 4px;
  }

  .branches .icon-button {
    inline-size: 26px;
  }

  .branches:dir(ltr) .previous svg,
  .branches:dir(rtl) .next svg {
    rotate: 180deg;
  }

  .place {
    font-size: 1.083em;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  .refusal {
    display: flex;
    align-items: center;
    gap: 8px;
    color: var(--_danger);
    font-size: 0.867em;
    line-height: 1.4;
  }

  .refusal [role='alert'] {
    display: inline-flex;
    gap: 6px;
  }

  .refusal svg {
    inline-size: 16px;
    block-size: 16px;
  }

  @media (pointer: coarse) {
    .toolbar {
      gap: 0;
    }

    .branches .icon-button {
      inline-size: var(--_target);
    }

    /* One line for the versions and one for what can be done, rather than a last button alone. */
    @container (max-width: 25rem) {
      :host([side='agent']) .branches {
        flex-basis: 100%;
      }
    }
  }

  /* Always seen, it has a place of its own, which what becomes of the message has before it. */
  @media (hover: none) {
    .toolbar {
      opacity: 1;
    }

    .own-status {
      min-block-size: 40px;
      margin-block-start: 4px;
    }
  }

  @media (forced-colors: active) {
    .toolbar {
      opacity: 1;
    }

    .icon-button[aria-pressed='true'] {
      border-color: Highlight;
      color: Highlight;
    }
  }
`;
