import { css } from 'lit';

export const suggestionStyles = css`
  .symbol {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 28px;
    block-size: 28px;
    border-radius: 9px;
    background: var(--_accent-surface);
    color: var(--_accent-text);
    font-size: 0.9em;
    font-weight: 600;
    line-height: 1;
  }

  .mention .symbol {
    border-radius: 50%;
  }

  .symbol svg {
    inline-size: 17px;
    block-size: 17px;
  }
`;
