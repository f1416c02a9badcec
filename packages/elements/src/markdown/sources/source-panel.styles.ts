import { css } from 'lit';

/** What a source says, over the text that cites it. */
export const sourcePanelStyles = css`
  .source-panel {
    inline-size: 22rem;
    max-inline-size: calc(100vw - 16px);
    padding: 14px 16px;
    line-height: 1.45;
  }

  .source-panel:focus {
    outline: none;
  }

  .source-panel:focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: -3px;
  }

  .source-head {
    display: flex;
    align-items: center;
    gap: 2px;
    margin-block: -4px 6px;
    margin-inline-end: -8px;
    color: var(--_text-muted);
    font-size: 0.8em;
  }

  .source-head .source-marker {
    padding-inline: 5px;
    margin-inline-end: 6px;
  }

  .source-head .source-place {
    flex: 1;
    font-variant-numeric: tabular-nums;
    unicode-bidi: plaintext;
  }

  .source-head button {
    display: grid;
    place-items: center;
    inline-size: 32px;
    block-size: 32px;
    padding: 0;
    border: 0;
    border-radius: var(--_radius);
    background: none;
    color: inherit;
    cursor: pointer;
  }

  .source-head button:hover:enabled {
    background: var(--_surface-hover);
    color: var(--_text);
  }

  .source-head button:disabled {
    opacity: 0.4;
    cursor: default;
  }

  .source-head svg {
    inline-size: 16px;
    block-size: 16px;
  }

  .source-head .earlier:dir(ltr) svg,
  .source-head .later:dir(rtl) svg {
    rotate: 180deg;
  }

  .source-panel p {
    margin: 0;
    unicode-bidi: plaintext;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }

  .source-panel .source-name {
    font-weight: 600;
  }

  .source-panel .source-excerpt {
    max-block-size: 12em;
    margin-block-start: 8px;
    padding-inline-start: 10px;
    overflow: auto;
    border-inline-start: 2px solid var(--_border-strong);
    color: var(--_text-muted);
    font-size: 0.933em;
  }

  .source-panel .source-refused {
    margin-block-start: 8px;
    color: var(--_text-muted);
    font-size: 0.867em;
  }

  .source-panel .source-open {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: 36px;
    margin-block-start: 10px;
    color: var(--_link);
    font-weight: 500;
    text-decoration: none;
  }

  .source-open:hover span {
    text-decoration: underline;
  }

  .source-open .source-host {
    overflow: hidden;
    font-weight: 400;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  @media (forced-colors: active) {
    .source-head button {
      border: 1px solid ButtonText;
    }
  }

  @media (pointer: coarse) {
    .source-head button {
      inline-size: 44px;
      block-size: 44px;
    }

    .source-panel .source-open {
      min-block-size: 44px;
    }
  }
`;
