import { css } from 'lit';

export const codeStyles = css`
  code {
    padding: 0.12em 0.36em;
    border-radius: 5px;
    background: color-mix(in oklab, var(--_ink) 7%, transparent);
    font-family: var(--_font-mono);
    font-size: 0.875em;
  }

  .code {
    margin-block: 0 1em;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface-sunken);
    overflow: hidden;
    contain: content;
  }

  .code-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-block-size: 36px;
    padding-inline: 14px 4px;
    color: var(--_text-muted);
    font-size: 0.8em;
    font-weight: 500;
  }

  pre {
    margin: 0;
    padding: 2px 14px 14px;
    overflow-x: auto;
    font-family: var(--_font-mono);
    font-size: 0.867em;
    line-height: 1.6;
    tab-size: 2;
    text-align: start;
  }

  pre code {
    display: block;
    inline-size: fit-content;
    min-inline-size: 100%;
    padding: 0;
    background: none;
    font-size: 1em;
    white-space: pre;
    overflow-wrap: normal;
  }

  pre:focus-visible {
    outline-offset: -2px;
    border-radius: calc(var(--_radius) - 1px);
  }
`;
