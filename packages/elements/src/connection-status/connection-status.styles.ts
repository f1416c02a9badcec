import { css } from 'lit';

export const connectionStatusStyles = css`
  :host {
    display: block;
  }

  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 4px 10px;
    min-block-size: 40px;
    padding: 4px 16px;
    border-block-end: 1px solid var(--_attention-border);
    background: var(--_attention-surface);
    font-size: 0.9em;
    line-height: 1.4;
    animation: appear 1ms both;
  }

  .line.live {
    position: absolute;
    min-block-size: 0;
    padding: 0;
    border: 0;
    background: none;
    animation: none;
  }

  .words {
    display: inline-flex;
    align-items: baseline;
    gap: 8px;
  }

  .words svg {
    flex: none;
    translate: 0 2px;
    inline-size: 16px;
    block-size: 16px;
    color: var(--_warning);
  }

  .line.over {
    gap: 8px 14px;
    padding-block: 10px;
  }

  .countdown {
    color: var(--_text-muted);
    font-variant-numeric: tabular-nums;
  }

  /* In a narrow chat: the words one under the other, what can be done beside them. Long words go above it. */
  @container (max-width: 30rem) {
    .line:not(.live, .over) {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 0 8px;
      padding-block: 6px;
    }

    /* Where there is little room, what follows from it is said to a screen reader alone. */
    .hint {
      position: absolute;
      inline-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }

    .waiting,
    .countdown {
      grid-column: 1;
      padding-inline-start: 24px;
    }

    .line .button {
      grid-row: 1 / span 3;
      grid-column: 2;
      padding-inline: 8px;
    }
  }

  .button {
    padding-block: 2px;
  }

  @media (pointer: fine) {
    .button {
      min-block-size: 28px;
    }
  }

  /* A connection that is made at once is not worth a word. */
  :host([status='connecting']) .line,
  :host([status='catching_up']) .line {
    border-color: var(--_border);
    background: var(--_surface-sunken);
    animation-delay: 700ms;
  }

  :host([status='connecting']),
  :host([status='catching_up']) {
    block-size: 0;
    position: relative;
    z-index: 1;
  }

  @keyframes appear {
    from {
      visibility: hidden;
    }
  }
`;
