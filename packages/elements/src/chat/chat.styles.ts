import { css } from 'lit';

export const chatStyles = css`
  :host {
    display: block;
    inline-size: 100%;
    block-size: 40rem;
    max-block-size: 100dvh;
    container-type: inline-size;
  }

  /*
   * The host is in reach of the page's rules, this is not: nothing that the page inherits into the
   * host goes further than here, except what it means to.
   */
  .frame {
    all: initial;
    display: grid;
    grid-template: minmax(0, 1fr) / auto minmax(0, 1fr);
    box-sizing: border-box;
    block-size: 100%;
    /* Of use where a page has taken the host its size away. */
    min-block-size: min(20rem, 60dvh);
    max-block-size: 100dvh;
    position: relative;
    visibility: inherit;
    pointer-events: inherit;
    color-scheme: inherit;
    background: var(--_surface);
    color: var(--_text);
    font: 400 var(--_font-size) / var(--_line-height) var(--_font);
    overflow-wrap: anywhere;
    /* Round where the page has the chat round: it fills the host to its corners. */
    border-radius: inherit;
    overflow: hidden;
  }

  .frame.light {
    color-scheme: light;
  }

  .frame.dark {
    color-scheme: dark;
  }

  .frame.auto {
    color-scheme: light dark;
  }

  .column {
    grid-column: 2;
    display: grid;
    /* A long title is cut off, and does not make all of it wider than its place. */
    grid-template-columns: minmax(0, 1fr);
    grid-template-rows: auto auto auto minmax(0, 1fr) auto;
    min-inline-size: 0;
    min-block-size: 0;
  }

  header {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 56px;
    padding-block: 8px;
    padding-inline: 20px 12px;
    border-block-end: 1px solid var(--_border);
    background: var(--_header-surface);
    color: var(--_header-text);
  }

  .mark {
    display: grid;
    place-items: center;
    inline-size: 28px;
    block-size: 28px;
    border-radius: 9px;
    background: var(--_accent);
    color: var(--_accent-contrast);
    overflow: hidden;
  }

  .mark img,
  .welcome-mark img {
    grid-area: 1 / 1;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }

  .fallback-mark {
    grid-area: 1 / 1;
  }

  .failed {
    display: none;
  }

  .mark svg {
    inline-size: 17px;
    block-size: 17px;
  }

  .title {
    flex: 1;
    min-inline-size: 0;
    margin: 0;
    overflow: hidden;
    font-size: 1em;
    font-weight: 600;
    line-height: 1.3;
    letter-spacing: -0.01em;
    text-align: -webkit-match-parent;
    text-align: match-parent;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  header:has(> .persona) .title {
    flex: 0 1 auto;
  }

  ::slotted([slot='header']) {
    min-inline-size: 0;
  }

  .persona {
    min-inline-size: 0;
    padding: 2px 10px;
    border: 1px solid var(--_border);
    border-radius: 999px;
    overflow: hidden;
    font-size: 0.867em;
    line-height: 1.4;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .header-actions {
    display: flex;
    align-items: center;
    gap: 4px;
    margin-inline-start: auto;
  }

  /* As large as it will be, so that nothing moves when it comes. */
  .menu {
    min-inline-size: var(--_target);
    min-block-size: var(--_target);
  }

  .top-bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px;
    padding-inline: 20px;
  }

  .top-bar:has(agent-model-select, agent-autopilot, agent-budget) {
    min-block-size: 44px;
    padding-block: 4px;
    border-block-end: 1px solid var(--_border);
  }

  .saving {
    margin: 0;
    color: var(--_text-muted);
    font-size: 0.9em;
    text-align: center;
  }

  .main {
    position: relative;
    min-block-size: 0;
  }

  /* Until it is there, what is slotted into it would stand alone. */
  agent-message-list:not(:defined) {
    visibility: hidden;
  }

  .bottom {
    inline-size: 100%;
    max-inline-size: calc(var(--_content-width) + 48px);
    margin-inline: auto;
    padding: 4px 24px max(16px, env(safe-area-inset-bottom));
  }

  @container (max-width: 30rem) {
    .bottom {
      padding-inline: 12px;
      padding-block-end: max(12px, env(safe-area-inset-bottom));
    }

    header {
      padding-inline-start: 16px;
    }

    /* One line that scrolls aside. What its buttons keep around their words stands out into the edge. */
    .top-bar {
      flex-wrap: nowrap;
      padding-inline: 6px;
      overflow: auto hidden;
      scrollbar-width: none;
    }

    .top-bar slot > *,
    .top-bar ::slotted(*) {
      flex: none;
    }
  }

  .welcome {
    display: flex;
    flex: 1;
    flex-direction: column;
    justify-content: safe center;
    align-items: center;
    padding-block: 16px;
    text-align: center;
    animation: rise 360ms cubic-bezier(0.2, 0.8, 0.2, 1) both;
  }

  .welcome .welcome-note {
    margin-block: 0 18px;
    padding: 6px 14px;
    border-radius: var(--_radius-large);
    background: var(--_surface-sunken);
    font-size: 0.933em;
  }

  .welcome-personas {
    inline-size: min(100%, 40rem);
    margin-block-start: 20px;
    text-align: start;
  }

  .welcome-mark {
    display: grid;
    place-items: center;
    inline-size: 52px;
    block-size: 52px;
    margin-block-end: 20px;
    border-radius: 17px;
    background: var(--_accent-surface);
    color: var(--_accent-text);
  }

  .welcome-mark.on-cover {
    margin-block-start: -46px;
    border: 4px solid var(--_surface);
    box-sizing: content-box;
    overflow: hidden;
  }

  .cover {
    flex: none;
    inline-size: 100%;
    max-inline-size: 40rem;
    block-size: clamp(72px, 22cqi, 148px);
    border-radius: var(--_radius-large);
    object-fit: cover;
  }

  .welcome-mark svg {
    inline-size: 28px;
    block-size: 28px;
  }

  .welcome h3 {
    max-inline-size: 22em;
    margin: 0;
    font-size: clamp(1.3em, 1.1em + 1.6cqi, 1.75em);
    font-weight: 650;
    line-height: 1.25;
    letter-spacing: -0.022em;
    text-wrap: balance;
  }

  .welcome p {
    max-inline-size: 34em;
    margin: 10px 0 0;
    color: var(--_text-muted);
    text-wrap: pretty;
  }

  agent-suggested-prompts {
    inline-size: 100%;
    max-inline-size: 40rem;
    margin-block-start: 28px;
  }

  .notice {
    position: absolute;
    inset: 0;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 16px;
    padding: 24px;
    overflow: auto;
    text-align: center;
  }

  .notice-icon {
    display: inline-grid;
    place-items: center;
    inline-size: 48px;
    block-size: 48px;
    margin-block-end: 14px;
    border-radius: 50%;
    background: var(--_attention-surface);
    color: var(--_warning);
  }

  .notice-icon svg {
    inline-size: 24px;
    block-size: 24px;
  }

  .notice h3 {
    margin: 0;
    font-size: 1.133em;
    font-weight: 600;
    line-height: 1.35;
  }

  .notice p {
    max-inline-size: 34em;
    margin: 6px 0 0;
    color: var(--_text-muted);
  }

  @keyframes rise {
    from {
      translate: 0 10px;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .welcome {
      animation: none;
    }
  }
`;
