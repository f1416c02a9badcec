import { css } from 'lit';

export const imageStyles = css`
  img {
    display: block;
    max-inline-size: 100%;
    block-size: auto;
    border-radius: var(--_radius);
  }

  .image-placeholder {
    display: inline-flex;
    align-items: center;
    gap: 0.6em;
    max-inline-size: 100%;
    min-block-size: 40px;
    padding: 0.45em 0.9em;
    border: 1px dashed var(--_border-strong);
    border-radius: var(--_radius);
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }

  .image-placeholder:hover {
    background: var(--_surface-hover);
  }

  .image-placeholder small {
    display: block;
    color: var(--_text-muted);
    font-size: 0.85em;
  }
`;
