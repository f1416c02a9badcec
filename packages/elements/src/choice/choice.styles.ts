import { css } from 'lit';

export const choiceStyles = css`
  :host {
    display: inline-block;
    max-inline-size: 100%;
  }

  .choice {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    max-inline-size: 100%;
    min-block-size: 32px;
    padding-block: 3px;
    padding-inline: 10px 6px;
    border-radius: var(--_radius);
    color: var(--_text-muted);
    font-size: 0.9em;
    font-weight: 500;
    line-height: 1.4;
    transition:
      background var(--_duration),
      color var(--_duration);
  }

  .choice:hover,
  .choice[aria-expanded='true'] {
    background: var(--_surface-hover);
    color: var(--_text);
  }

  .words {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .chevron {
    display: inline-flex;
    flex: none;
  }

  .chevron svg {
    inline-size: 14px;
    block-size: 14px;
    rotate: 90deg;
  }

  :host([locked]) .chevron svg {
    rotate: none;
  }

  .panel {
    inline-size: 21rem;
  }

  .check {
    display: inline-flex;
    flex: none;
    inline-size: 18px;
    color: var(--_accent-text);
  }

  .check svg {
    inline-size: 18px;
    block-size: 18px;
  }

  @media (pointer: coarse) {
    .choice {
      min-block-size: 44px;
    }
  }

  @media (forced-colors: active) {
    .choice {
      border: 1px solid ButtonText;
    }
  }
`;
