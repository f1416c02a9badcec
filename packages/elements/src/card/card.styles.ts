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
`;
