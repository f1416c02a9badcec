import { css } from 'lit';

/** The list of conversations beside the conversation, and what lies over it. */
export const panelStyles = css`
  .side {
    grid-column: 1;
    inline-size: 17.5rem;
    max-inline-size: 100%;
    min-block-size: 0;
    border-inline-end: 1px solid var(--_border);
    background: var(--_surface-sunken);
  }

  .side.over,
  .sheet {
    position: absolute;
    z-index: 4;
    inset-block: 0;
    inline-size: min(20rem, 88%);
    background: var(--_surface);
    box-shadow: var(--_shadow);
    animation: slide 180ms cubic-bezier(0.2, 0.8, 0.2, 1);
  }

  .side.over {
    inset-inline-start: 0;
  }

  .sheet {
    inset-inline-end: 0;
    inline-size: min(24rem, 100%);
    border-inline-start: 1px solid var(--_border);
  }

  .backdrop {
    position: absolute;
    z-index: 3;
    inset: 0;
    background: var(--_backdrop);
    animation: appear 180ms ease-out;
  }

  .side.over:dir(ltr),
  .sheet:dir(rtl) {
    --_from: -24px;
  }

  .side.over:dir(rtl),
  .sheet:dir(ltr) {
    --_from: 24px;
  }

  @keyframes slide {
    from {
      translate: var(--_from) 0;
    }
  }

  @keyframes appear {
    from {
      opacity: 0;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .side.over,
    .sheet,
    .backdrop {
      animation: none;
    }
  }

  @media (forced-colors: active) {
    .side,
    .sheet {
      border: 1px solid CanvasText;
    }
  }
`;
