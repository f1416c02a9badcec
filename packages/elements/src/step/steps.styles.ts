import { css } from 'lit';

export const stepsStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }

  ol {
    display: grid;
    max-block-size: 24rem;
    margin: 2px 0 0;
    padding: 0;
    overflow: hidden auto;
    list-style: none;
    scrollbar-width: thin;
    font-size: 0.9em;
    line-height: 1.4;
  }

  li {
    position: relative;
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 8px;
    padding-block: 4px;
    padding-inline: 24px 2px;
  }

  /* The way from node to node. */
  li:not(:last-child)::after {
    content: '';
    position: absolute;
    inset-block: 24px -4px;
    inset-inline-start: 7px;
    inline-size: 1.5px;
    background: var(--_border);
  }

  .sign {
    position: absolute;
    inset-block-start: 6px;
    inset-inline-start: 0;
    display: grid;
    place-items: center;
    inline-size: 16px;
    block-size: 16px;
    color: var(--_text-muted);
  }

  .sign svg {
    inline-size: 16px;
    block-size: 16px;
  }

  .done .sign {
    color: var(--_success);
  }

  .failed .sign,
  .failed .words,
  .failures {
    color: var(--_danger);
  }

  .retrying .sign,
  .retrying .words {
    color: var(--_warning);
  }

  /* Every step says its own. */
  @container (max-width: 18rem) {
    .fold-summary .figures {
      display: none;
    }
  }

  .node {
    min-inline-size: 0;
    font-family: var(--_font-mono);
    font-size: 0.933em;
  }

  .words {
    color: var(--_text-muted);
  }

  .figures {
    display: inline-flex;
    gap: 10px;
    margin-inline-start: auto;
    color: var(--_text-muted);
    font-size: 0.933em;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  .fold-summary > * {
    white-space: nowrap;
  }

  .fold-summary .figures {
    margin-inline-start: 4px;
  }

  .message {
    flex-basis: 100%;
    margin: 0;
    color: var(--_text-muted);
    font-size: 0.933em;
    /* Words in another direction begin where the others begin. */
    text-align: -webkit-match-parent;
    text-align: match-parent;
    white-space: pre-wrap;
  }

  .failed .message {
    color: var(--_danger);
  }
`;
