import { css } from 'lit';

export const attachmentsStyles = css`
  .files {
    display: flex;
    flex-wrap: wrap;
    grid-column: 1 / -1;
    gap: 8px;
    max-block-size: 12em;
    margin: 0;
    padding: 12px 12px 0;
    overflow: auto;
    scrollbar-width: thin;
    list-style: none;
  }

  .file {
    position: relative;
    display: flex;
    align-items: center;
    gap: 10px;
    flex: 1 1 11rem;
    max-inline-size: 17rem;
    min-inline-size: 0;
    padding: 6px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    cursor: default;
  }

  .file.failed {
    flex-basis: 15rem;
    border-color: var(--_failure-border);
    background: var(--_failure-surface);
  }

  .preview {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    overflow: hidden;
    border-radius: calc(var(--_radius) - 3px);
    background: var(--_surface-sunken);
    color: var(--_text-muted);
  }

  .preview > * {
    grid-area: 1 / 1;
  }

  .preview svg {
    inline-size: 22px;
    block-size: 22px;
  }

  .preview canvas {
    inline-size: 100%;
    block-size: 100%;
  }

  .file-words {
    flex: 1;
    min-inline-size: 0;
    font-size: 0.867em;
    line-height: 1.35;
  }

  .file-name {
    display: block;
    overflow: hidden;
    font-weight: 550;
    text-align: -webkit-match-parent;
    text-align: match-parent;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .file-state {
    display: block;
    color: var(--_text-muted);
  }

  .failed .file-state {
    color: var(--_danger);
  }

  progress {
    display: block;
    inline-size: 100%;
    block-size: 4px;
    margin-block-start: 5px;
    border: 0;
    border-radius: 2px;
    overflow: hidden;
    appearance: none;
    background: color-mix(in oklab, var(--_ink) 12%, var(--_paper));
    accent-color: var(--_accent);
  }

  progress::-webkit-progress-bar {
    background: transparent;
  }

  progress::-webkit-progress-value {
    background: var(--_accent);
    transition: inline-size var(--_duration);
  }

  progress::-moz-progress-bar {
    background: var(--_accent);
  }

  .refused {
    display: flex;
    grid-column: 1 / -1;
    align-items: start;
    gap: 8px;
    margin: 12px 12px 0;
    padding-block: 8px;
    padding-inline: 12px 6px;
    border: 1px solid var(--_failure-border);
    border-radius: var(--_radius);
    background: var(--_failure-surface);
    font-size: 0.9em;
    cursor: default;
  }

  .refused ul {
    flex: 1;
    margin: 0;
    padding: 4px 0;
    list-style: none;
    line-height: 1.45;
  }

  .drop {
    position: absolute;
    inset: -1px;
    z-index: 1;
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    border: 2px dashed var(--_accent);
    border-radius: inherit;
    background: color-mix(in oklab, var(--_accent) 10%, var(--_surface-raised));
    color: var(--_text);
    font-weight: 550;
    pointer-events: none;
  }

  .drop svg {
    inline-size: 20px;
    block-size: 20px;
    color: var(--_accent-text);
  }

  /* One row that scrolls aside, with what failed in front and room for why. */
  @container (max-width: 26rem) {
    .files {
      flex-wrap: nowrap;
      max-block-size: none;
      scrollbar-width: none;
    }

    .file {
      flex: none;
      inline-size: 12rem;
    }

    .file.failed {
      order: -1;
      flex-wrap: wrap;
      gap: 0 4px;
      inline-size: 14rem;
      padding-inline-start: 12px;
    }

    .failed .preview {
      display: none;
    }

    .failed .file-words {
      display: contents;
    }

    .failed .file-name {
      flex: 1;
      min-inline-size: 0;
    }

    .failed .file-state {
      order: 1;
      inline-size: 100%;
    }

    .refused ul {
      max-block-size: 7em;
      overflow: auto;
    }
  }

  @media (forced-colors: active) {
    progress {
      border: 1px solid CanvasText;
      appearance: auto;
    }
  }
`;
