import { css } from 'lit';

/** A control that stands in a row with others, with what went wrong beside it. */
export const controlStyles = css`
  :host {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    max-inline-size: 100%;
  }

  .control-icon {
    display: inline-flex;
  }

  .control-icon svg {
    inline-size: 16px;
    block-size: 16px;
  }

  .problem {
    margin: 0;
    color: var(--_danger);
    font-size: 0.867em;
  }
`;
