import { css } from 'lit';

export const messageStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    min-inline-size: 0;
    position: relative;
  }

  :host([side='user']) {
    align-items: flex-end;
  }

  .bubble {
    display: flex;
    flex-direction: column;
    gap: 10px;
    inline-size: 100%;
    min-inline-size: 0;
  }

  :host([side='agent']) .bubble {
    gap: 16px;
  }

  :host([side='user']) .bubble {
    inline-size: auto;
    max-inline-size: min(85%, 36rem);
    padding: 9px 16px;
    border-radius: var(--_radius-large);
    background: var(--_user-surface);
    color: var(--_user-text);
  }

  @media (forced-colors: active) {
    :host([side='user']) .bubble {
      outline: 1px solid;
      outline-offset: -1px;
    }
  }

  :host([status='sending']) .bubble {
    opacity: 0.75;
  }

  :host([status='queued']) .bubble {
    background: none;
    box-shadow: inset 0 0 0 1.5px color-mix(in oklab, var(--_accent) 40%, var(--_paper));
  }

  :host([status='failed']) .bubble {
    box-shadow: inset 0 0 0 1.5px var(--_danger);
  }

  .own-text {
    margin: 0;
    white-space: pre-wrap;
  }

  .own-text + .own-text {
    margin-block-start: 4px;
  }

  .other-part {
    margin: 0;
    color: var(--_text-muted);
    font-size: 0.933em;
  }

  /* Where a brand colours the bubble, only its own text is sure to be read. */
  :host([side='user']) .other-part {
    color: inherit;
  }

  .other-part pre {
    white-space: pre-wrap;
    font-family: var(--_font-mono);
    font-size: 0.867em;
  }

  .mark {
    display: flex;
    align-items: center;
    gap: 8px;
    inline-size: fit-content;
    margin: 0;
    padding: 5px 12px 5px 10px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface-sunken);
    color: var(--_text-muted);
    font-size: 0.867em;
    line-height: 1.4;
  }

  .mark .button {
    margin-block: -1px;
    margin-inline: 4px -6px;
    font-size: 1em;
  }

  @media (pointer: fine) {
    .mark .button {
      min-block-size: 28px;
    }
  }

  .mark svg {
    inline-size: 16px;
    block-size: 16px;
  }

  .mark.failed {
    border-color: var(--_failure-border);
    background: var(--_failure-surface);
    color: var(--_danger);
  }

  .mark.truncated,
  .mark.interrupted {
    border-color: var(--_attention-border);
    background: var(--_attention-surface);
    color: var(--_text);
  }

  .mark.truncated svg,
  .mark.interrupted svg {
    color: var(--_warning);
  }

  .own-status,
  .own-actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: 4px 8px;
  }

  .own-status {
    margin-block-start: 6px;
    color: var(--_text-muted);
    font-size: 0.867em;
    line-height: 1.4;
  }

  .own-status svg {
    inline-size: 16px;
    block-size: 16px;
  }

  .own-status .icon-button {
    margin-inline: -4px;
  }

  .own-status .icon-button:last-child {
    margin-inline-end: 0;
  }

  /* A message that is acknowledged at once is not worth a word. */
  .late {
    animation: appear 1ms 900ms both;
  }

  .state,
  .failure {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }

  .failure {
    color: var(--_danger);
  }

  .own-status .button {
    font-size: 1em;
  }

  .editor {
    display: grid;
    gap: 8px;
    inline-size: min(32rem, 70cqi);
  }

  /* As by dir="auto", which takes half a minute for a megabyte of lines. */
  .editor textarea {
    unicode-bidi: plaintext;
    inline-size: 100%;
    min-block-size: 4.5em;
    padding: 6px 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    resize: vertical;
    outline: 0;
    field-sizing: content;
    max-block-size: 16em;
  }

  .bubble:has(textarea:focus-visible) {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }

  .editor-actions {
    display: flex;
    justify-content: flex-end;
    gap: 8px;
  }

  @keyframes appear {
    from {
      visibility: hidden;
    }
  }

  @media (forced-colors: active) {
    :host([side='user']) .bubble {
      border: 1px solid CanvasText;
    }

    :host([status='queued']) .bubble {
      border-style: dashed;
    }
  }
`;
