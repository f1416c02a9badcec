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

  .fallback {
    padding: 12px 14px;
  }

  .complaint {
    display: flex;
    align-items: center;
    gap: 8px;
    margin: 0 0 8px;
    color: var(--_text-muted);
    font-size: 0.867em;
  }

  pre {
    margin: 0;
    font-family: inherit;
    font-size: 0.933em;
    white-space: pre-wrap;
  }
`;
