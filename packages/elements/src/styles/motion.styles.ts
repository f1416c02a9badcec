import { css } from 'lit';

/** What moves while something is being done. It stands still for whoever asked for that. */
export const motionStyles = css`
  .shimmer {
    background: linear-gradient(
        100deg,
        var(--_text-muted) 40%,
        color-mix(in oklab, var(--_text-muted) 35%, var(--_paper)) 50%,
        var(--_text-muted) 60%
      )
      0 0 / 250% 100%;
    background-clip: text;
    color: transparent;
    animation: shimmer 2s linear infinite;
  }

  .spinner {
    flex: none;
    display: inline-block;
    inline-size: 14px;
    block-size: 14px;
    border: 2px solid var(--_border);
    border-block-start-color: var(--_accent);
    border-radius: 50%;
    animation: spin 0.9s linear infinite;
  }

  @keyframes shimmer {
    from {
      background-position: 130% 0;
    }
    to {
      background-position: -30% 0;
    }
  }

  @keyframes spin {
    to {
      rotate: 1turn;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .shimmer {
      background: none;
      color: inherit;
      animation: none;
    }

    .spinner {
      animation: none;
    }
  }

  @media (forced-colors: active) {
    .shimmer {
      background: none;
      color: CanvasText;
      animation: none;
    }
  }
`;
