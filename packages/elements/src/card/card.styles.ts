import { css } from 'lit';

export const cardStyles = css`
  :host {
    display: block;
    max-inline-size: 100%;
  }

  .card {
    max-inline-size: 100%;
    inline-size: fit-content;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) + 2px);
    background: var(--_surface-raised);
    overflow: hidden;
  }

  .complaint {
    display: flex;
    align-items: center;
    gap: 8px;
    color: var(--_text-muted);
    font-size: 0.929em;
  }

  .why {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-block-size: 28px;
    padding: 0 calc(var(--_space) * 2);
    border-radius: var(--_radius);
    color: var(--_text-muted);
    font-size: 0.857em;
  }

  .why svg {
    inline-size: 16px;
    block-size: 16px;
  }

  .why:hover {
    background: var(--_surface-hover);
    color: var(--_text);
  }

  /* What was pressed keeps the focus while it is worked on. */
  [aria-disabled='true'] {
    pointer-events: none;
  }

  @media (forced-colors: active) {
    .why {
      border: 1px solid ButtonText;
    }

    [aria-disabled='true'] {
      border-color: GrayText;
      color: GrayText;
    }
  }

  @media (pointer: coarse) {
    .why {
      min-block-size: 44px;
    }
  }
`;
