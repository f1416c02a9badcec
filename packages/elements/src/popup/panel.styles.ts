import { css } from 'lit';

/** A panel over the page: in the top layer, so that nothing around the element cuts it off. */
export const panelStyles = css`
  .panel {
    position: fixed;
    inset: auto;
    margin: 0;
    padding: 6px;
    overflow: auto;
    overscroll-behavior: contain;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) + 4px);
    background: var(--_surface-raised);
    color: var(--_text);
    font: inherit;
    text-align: start;
    box-shadow:
      0 1px 2px light-dark(rgb(20 22 40 / 8%), rgb(0 0 0 / 40%)),
      0 16px 40px -12px light-dark(rgb(20 22 40 / 28%), rgb(0 0 0 / 70%));
    animation: panel-in var(--_duration) ease-out;
  }

  .option {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 40px;
    padding: 7px 10px;
    border-radius: var(--_radius);
    cursor: pointer;
    -webkit-user-select: none;
    user-select: none;
  }

  .option.active {
    background: color-mix(in oklab, var(--_accent) 12%, var(--_surface-raised));
  }

  .option[aria-disabled='true'] {
    color: var(--_text-muted);
    cursor: default;
  }

  .option-text {
    flex: 1;
    min-inline-size: 0;
  }

  .option-label {
    display: block;
    font-weight: 550;
    line-height: 1.35;
  }

  .option-detail {
    display: block;
    color: var(--_text-muted);
    font-size: 0.867em;
    line-height: 1.4;
  }

  .panel-note {
    display: flex;
    gap: 8px;
    margin: 0;
    padding: 8px 10px;
    color: var(--_text-muted);
    font-size: 0.867em;
    line-height: 1.45;
  }

  .panel-note svg {
    flex: none;
    inline-size: 16px;
    block-size: 16px;
    margin-block-start: 2px;
  }

  @keyframes panel-in {
    from {
      opacity: 0;
      translate: 0 4px;
    }
  }

  @media (pointer: coarse) {
    .option {
      min-block-size: 44px;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .panel {
      animation: none;
    }
  }

  @media (forced-colors: active) {
    .option.active {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
