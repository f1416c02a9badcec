import { css } from 'lit';

export const attachmentStyles = css`
  :host {
    display: block;
    min-inline-size: 0;
    max-inline-size: 26rem;
  }

  .file {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 4px 11px;
    align-items: center;
    padding-block: 9px;
    padding-inline: 12px 9px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    font-size: 0.933em;
    line-height: 1.35;
  }

  .sign {
    display: grid;
    place-items: center;
    inline-size: 36px;
    block-size: 36px;
    border-radius: 8px;
    background: var(--_accent-surface);
    color: var(--_accent-text);
  }

  .words {
    display: grid;
    min-inline-size: 0;
  }

  .name {
    overflow: hidden;
    font-weight: 500;
    text-align: -webkit-match-parent;
    text-align: match-parent;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0 10px;
    color: var(--_text-muted);
    font-size: 0.867em;
  }

  .failure {
    color: var(--_danger);
  }

  .summary {
    margin: 4px 0 0;
    color: var(--_text-muted);
    font-size: 0.929em;
  }

  .buttons {
    display: flex;
    gap: 2px;
  }

  .icon-button[aria-disabled='true'] {
    cursor: default;
  }

  img {
    grid-column: 1 / -1;
    max-inline-size: 100%;
    max-block-size: 22rem;
    margin-block-end: 6px;
    border-radius: calc(var(--_radius) - 4px);
    object-fit: contain;
    justify-self: start;
  }

  @media (pointer: coarse) {
    .buttons .icon-button {
      inline-size: 44px;
      block-size: 44px;
    }
  }
`;
