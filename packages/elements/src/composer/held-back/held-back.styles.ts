import { css } from 'lit';

export const heldBackStyles = css`
  .held-back {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 10px;
    margin-block-end: 8px;
    padding-block: 8px;
    padding-inline: 14px 8px;
    border: 1px solid var(--_attention-border);
    border-radius: var(--_radius-large);
    background: var(--_attention-surface);
    font-size: 0.933em;
    line-height: 1.4;
  }

  .held-back > svg {
    flex: none;
    inline-size: 18px;
    block-size: 18px;
    color: var(--_warning);
  }

  .held-back-words {
    flex: 1 1 12rem;
  }

  .countdown {
    color: var(--_text-muted);
    font-variant-numeric: tabular-nums;
  }
`;
