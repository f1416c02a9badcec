import { css } from 'lit';

export const composerStyles = css`
  :host {
    display: block;
  }

  .box {
    display: grid;
    grid-template-columns: 1fr auto;
    align-items: end;
    border: 1px solid var(--_border-strong);
    border-radius: calc(var(--_radius-large) + 4px);
    background: var(--_surface-raised);
    box-shadow: var(--_shadow);
    cursor: text;
    transition:
      border-color var(--_duration),
      box-shadow var(--_duration);
  }

  .box:focus-within {
    border-color: var(--_focus);
    box-shadow:
      0 0 0 3px color-mix(in oklab, var(--_focus) 22%, transparent),
      var(--_shadow);
    /* Seen where shadows are not: in forced colours. */
    outline: 2px solid transparent;
  }

  /* The field is as high as its invisible twin, which holds the same text. */
  .grow {
    display: grid;
    min-inline-size: 0;
    max-block-size: min(13em, 40dvh);
    overflow: hidden auto;
    overscroll-behavior: contain;
  }

  .mirror,
  textarea {
    grid-area: 1 / 1;
    min-inline-size: 0;
    margin: 0;
    padding: 12px 6px 12px 18px;
    font: inherit;
    line-height: 1.5;
    letter-spacing: inherit;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  .mirror {
    visibility: hidden;
  }

  textarea {
    inline-size: 100%;
    border: 0;
    outline: 0;
    background: none;
    color: inherit;
    resize: none;
    overflow: hidden;
  }

  .mirror:dir(rtl),
  :host(:dir(rtl)) textarea {
    padding: 12px 18px 12px 6px;
  }

  textarea::placeholder {
    color: var(--_text-muted);
    opacity: 1;
  }

  .row {
    display: flex;
    align-items: center;
    gap: 6px;
    padding: 6px;
    cursor: default;
  }

  .end {
    display: flex;
    align-items: center;
    gap: 6px;
    margin-inline-start: auto;
  }

  .round {
    display: inline-grid;
    place-items: center;
    inline-size: 36px;
    block-size: 36px;
    padding: 0;
    border-radius: 50%;
    transition:
      background var(--_duration),
      opacity var(--_duration),
      scale var(--_duration);
  }

  .round:active:not(:disabled) {
    scale: 0.94;
  }

  .round svg {
    inline-size: 20px;
    block-size: 20px;
    stroke-width: 2.2;
  }

  .send {
    background: var(--_accent);
    color: var(--_accent-contrast);
  }

  .send:hover:not(:disabled) {
    background: color-mix(in oklab, var(--_accent) 86%, var(--_ink));
  }

  .send:disabled {
    background: color-mix(in oklab, var(--_ink) 10%, transparent);
    color: var(--_text-muted);
  }

  .stop {
    background: color-mix(in oklab, var(--_ink) 10%, transparent);
    color: var(--_text);
  }

  .stop:hover {
    background: color-mix(in oklab, var(--_ink) 16%, transparent);
  }

  .stopping {
    color: var(--_text-muted);
    font-size: 0.867em;
  }

  .waiting {
    display: grid;
    gap: 4px;
    max-block-size: 9em;
    overflow: auto;
    margin-block-end: 8px;
    padding: 8px 18px;
    border-radius: var(--_radius-large);
    background: var(--_surface-sunken);
  }

  .waiting-text {
    margin: 0;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  .waiting small {
    color: var(--_text-muted);
  }

  .ended {
    margin: 0;
    padding: 14px;
    color: var(--_text-muted);
    font-size: 0.933em;
    text-align: center;
  }

  @media (pointer: coarse) {
    .round {
      inline-size: 40px;
      block-size: 40px;
    }

    /* Below 16 pixels a phone zooms in. */
    .mirror,
    textarea {
      font-size: max(16px, 1em);
    }
  }

  @media (forced-colors: active) {
    .round {
      border: 1px solid ButtonText;
    }
  }
`;
