import { css } from 'lit';

export const composerStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }

  .box {
    position: relative;
    display: grid;
    grid-template-columns: auto 1fr auto;
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

  /* Nothing of it looks as if it could be used. */
  :host([disabled]) .box {
    border-color: var(--_border);
    background: var(--_surface-sunken);
    box-shadow: none;
    cursor: default;
  }

  :host([disabled]) textarea {
    color: var(--_text-muted);
    cursor: default;
  }

  /* The field is as high as its invisible twin, which holds the same text. */
  .grow {
    display: grid;
    min-inline-size: 0;
    max-block-size: min(13em, 40dvh);
    overflow: hidden auto;
    overscroll-behavior: contain;
  }

  .grow.long,
  .long .mirror {
    overflow: hidden;
  }

  .long .mirror,
  .long textarea {
    max-block-size: min(13em, 40dvh);
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

  .ghost {
    visibility: visible;
    color: var(--_text-muted);
    pointer-events: none;
  }

  .start {
    display: flex;
    padding-block: 6px;
    padding-inline-start: 6px;
    cursor: default;
  }

  .start:empty {
    display: none;
  }

  .box:not(.has-start) .grow {
    grid-column: 1 / 3;
  }

  .contents {
    display: contents;
  }

  /* Each paragraph has its own direction, as by dir="auto", which takes half a minute for a megabyte of lines. */
  textarea {
    inline-size: 100%;
    unicode-bidi: plaintext;
    border: 0;
    outline: 0;
    background: none;
    color: inherit;
    resize: none;
    overflow: hidden;
  }

  .long textarea {
    overflow: hidden auto;
    overscroll-behavior: contain;
  }

  .mirror:dir(rtl),
  :host(:dir(rtl)) textarea {
    padding: 12px 18px 12px 6px;
  }

  .has-start .mirror,
  .has-start textarea,
  .has-start .mirror:dir(rtl),
  :host(:dir(rtl)) .has-start textarea {
    padding-inline: 6px;
  }

  /* Nothing grows for what is not written: where it does not fit it is cut. */
  textarea:placeholder-shown {
    white-space: nowrap;
    text-overflow: ellipsis;
  }

  textarea::placeholder {
    overflow: hidden;
    text-overflow: ellipsis;
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
    background: var(--_accent-hover);
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

  .stop.hard {
    background: color-mix(in oklab, var(--_danger) 16%, transparent);
    color: var(--_danger);
  }

  .quiet {
    color: var(--_text-muted);
  }

  .quiet:disabled {
    opacity: 0.45;
  }

  .quiet:hover:not(:disabled) {
    background: var(--_surface-hover);
    color: var(--_text);
  }

  /* Only when it takes a while: most messages are there before this begins. */
  .busy {
    position: relative;
  }

  .busy::after {
    content: '';
    position: absolute;
    inset: 0;
    border: 2px solid var(--_border);
    border-block-start-color: var(--_accent);
    border-radius: 50%;
    opacity: 0;
    animation:
      appear 1ms 400ms forwards,
      turn 0.9s linear infinite;
  }

  .note {
    grid-column: 1 / -1;
    color: var(--_text-muted);
    font-size: 0.867em;
    line-height: 1.4;
  }

  .note:not(:empty) {
    padding: 0 18px 10px;
  }

  .chips {
    display: flex;
    gap: 6px;
    margin-block-end: 8px;
    padding: 2px;
    overflow: auto hidden;
    scrollbar-width: none;
  }

  .chip {
    display: inline-flex;
    flex: none;
    align-items: center;
    gap: 6px;
    min-block-size: 32px;
    padding: 3px 12px;
    border: 1px solid var(--_border);
    border-radius: 16px;
    background: var(--_surface-raised);
    font-size: 0.867em;
    font-weight: 500;
    line-height: 1.3;
    transition:
      background var(--_duration),
      border-color var(--_duration);
  }

  .chip:hover:not(:disabled) {
    border-color: color-mix(in oklab, var(--_accent) 45%, var(--_border));
    background: color-mix(in oklab, var(--_accent) 5%, var(--_surface-raised));
  }

  .chip:disabled {
    color: var(--_text-muted);
  }

  @keyframes appear {
    to {
      opacity: 1;
    }
  }

  @keyframes turn {
    to {
      rotate: 1turn;
    }
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

  .unsent,
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

  @media (prefers-reduced-motion: reduce) {
    .busy::after {
      animation: appear 1ms 400ms forwards;
    }
  }

  @media (pointer: coarse) {
    .round {
      inline-size: 44px;
      block-size: 44px;
    }

    .row,
    .start {
      padding-block: 2px;
    }

    .chip {
      min-block-size: 44px;
      border-radius: 22px;
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
