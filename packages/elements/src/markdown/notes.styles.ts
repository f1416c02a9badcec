import { css } from 'lit';

export const noteStyles = css`
  /* Wide enough to be hit, and still close to its word. */
  sup {
    margin-inline: -5px;
    line-height: 0;
  }

  .footnote,
  .footnote-back {
    min-inline-size: 24px;
    padding: 0 0.3em;
    border: 0;
    border-radius: 4px;
    background: none;
    color: var(--_link);
    font: inherit;
    font-variant-numeric: tabular-nums;
    line-height: 1.2;
    cursor: pointer;
  }

  .footnote:hover,
  .footnote-back:hover {
    background: var(--_surface-hover);
  }

  .footnotes {
    margin-block-start: 1.2em;
    padding-block-start: 0.8em;
    border-block-start: 1px solid var(--_border);
    color: var(--_text-muted);
    font-size: 0.867em;
  }

  .footnotes p {
    display: inline;
  }

  .citation {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    min-inline-size: 1.7em;
    block-size: 1.7em;
    margin-inline: 0.15em;
    padding: 0 0.45em;
    border: 0;
    border-radius: 999px;
    background: var(--_accent-surface);
    color: var(--_link);
    font: inherit;
    font-size: 0.72em;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    line-height: 1;
    text-decoration: none;
    vertical-align: 0.2em;
    cursor: pointer;
  }

  .citation:hover {
    background: var(--_accent);
    color: var(--_accent-contrast);
  }

  .sources {
    margin-block-start: 1em;
  }

  .sources h3 {
    margin-block: 0 0.5em;
    color: var(--_text-muted);
    font-size: 0.8em;
    font-weight: 500;
    letter-spacing: 0;
  }

  .sources ol {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .sources li {
    margin: 0;
    padding: 0;
    max-inline-size: 100%;
    border-radius: 999px;
  }

  .source {
    display: flex;
    align-items: center;
    gap: 0.5em;
    min-block-size: 28px;
    max-inline-size: 100%;
    padding-inline: 4px 12px;
    border: 1px solid var(--_border);
    border-radius: 999px;
    background: none;
    color: var(--_text);
    font: inherit;
    font-size: 0.833em;
    line-height: 1.3;
    cursor: pointer;
    transition: background var(--_duration);
  }

  .source:hover {
    background: var(--_surface-hover);
  }

  .source-marker {
    display: grid;
    place-items: center;
    min-inline-size: 20px;
    block-size: 20px;
    border-radius: 999px;
    background: var(--_accent-surface);
    color: var(--_link);
    font-size: 0.85em;
    font-weight: 600;
  }

  .source-title {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .source-host {
    flex: none;
    color: var(--_text-muted);
  }

  /* In a line of text as large as that allows: what stands beside, above and below has to be hit as well. */
  @media (pointer: coarse) {
    .source {
      min-block-size: 44px;
    }

    .citation,
    .footnote,
    .footnote-back {
      position: relative;
    }

    :is(.citation, .footnote, .footnote-back)::after {
      content: '';
      position: absolute;
      inset: -5px -2px;
    }
  }

  @media (forced-colors: active) {
    .citation,
    .source-marker,
    .footnote,
    .footnote-back,
    .code-wrap,
    .more-rows,
    .more-text {
      border: 1px solid currentColor;
    }
  }
`;
