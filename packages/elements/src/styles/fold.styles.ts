import { css } from 'lit';

/** A line that opens: reasoning and tool calls. */
export const foldStyles = css`
  .fold-summary {
    display: inline-flex;
    align-items: center;
    gap: calc(var(--_space) * 2);
    max-inline-size: 100%;
    min-block-size: var(--_target);
    padding: 2px 8px;
    margin-inline-start: -8px;
    border: 0;
    border-radius: var(--_radius);
    background: none;
    color: var(--_text-muted);
    font: inherit;
    font-size: 0.9em;
    line-height: 1.4;
    text-align: start;
    cursor: pointer;
    transition:
      background var(--_duration),
      color var(--_duration);
  }

  .fold-summary:hover {
    background: var(--_surface-hover);
    color: var(--_text);
  }

  .fold-summary svg {
    inline-size: 16px;
    block-size: 16px;
  }

  .fold-summary .chevron {
    display: inline-flex;
    transition: rotate var(--_duration);
  }

  .fold-summary:dir(rtl) .chevron {
    rotate: 180deg;
  }

  .fold-summary[aria-expanded='true'] .chevron {
    rotate: 90deg;
  }

  .fold-body {
    margin-block-start: 4px;
    margin-inline-start: 7px;
    padding-inline-start: 16px;
    border-inline-start: 2px solid var(--_border);
  }

  @media (forced-colors: active) {
    .fold-summary {
      border: 1px solid ButtonText;
    }
  }
`;
