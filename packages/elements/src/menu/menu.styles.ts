import { css } from 'lit';

export const menuStyles = css`
  :host {
    display: inline-block;
    position: relative;
  }

  [role='menu'] {
    position: absolute;
    z-index: 5;
    inset-block-start: calc(100% + 4px);
    inset-inline-end: 0;
    display: grid;
    /* Of the chat around it, however large the page's own text is. */
    min-inline-size: min(13rem, 80cqi);
    inline-size: max-content;
    max-inline-size: min(20rem, 80cqi);
    padding: 6px;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) + 4px);
    background: var(--_surface-raised);
    box-shadow: var(--_shadow);
    transform-origin: top;
    animation: open var(--_duration) ease-out;
  }

  [role='menuitem'] {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 36px;
    padding: 6px 10px;
    border-radius: var(--_radius);
    font-size: 0.933em;
    line-height: 1.3;
    text-align: start;
  }

  [role='menuitem'] svg {
    inline-size: 18px;
    block-size: 18px;
    color: var(--_text-muted);
  }

  [role='menuitem']:hover,
  [role='menuitem']:focus-visible {
    background: var(--_surface-hover);
  }

  [role='menuitem']:focus-visible {
    outline-offset: -2px;
  }

  [role='menuitem'].divided {
    margin-block-start: 13px;
  }

  [role='menuitem'].divided::before {
    content: '';
    position: absolute;
    inset-inline: 6px;
    margin-block-start: -49px;
    border-block-start: 1px solid var(--_border);
  }

  @keyframes open {
    from {
      opacity: 0;
      scale: 1 0.96;
    }
  }

  @media (pointer: coarse) {
    [role='menuitem'] {
      min-block-size: 44px;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    [role='menu'] {
      animation: none;
    }
  }
`;
