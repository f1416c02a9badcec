import { css } from 'lit';

export const markdownStyles = css`
  :host {
    display: block;
  }

  .plain,
  .raw {
    white-space: pre-wrap;
  }

  .blocks > :first-child,
  li > :first-child,
  blockquote > :first-child {
    margin-block-start: 0;
  }

  .blocks > :last-child,
  li > :last-child,
  blockquote > :last-child {
    margin-block-end: 0;
  }

  p {
    margin-block: 0 0.85em;
  }

  h3,
  h4,
  h5,
  h6 {
    margin-block: 1.5em 0.5em;
    font-weight: 650;
    line-height: 1.3;
    letter-spacing: -0.012em;
    text-wrap: balance;
  }

  .level-1 {
    font-size: 1.3em;
  }

  .level-2 {
    font-size: 1.15em;
  }

  .level-3,
  .level-4 {
    font-size: 1em;
  }

  strong {
    font-weight: 650;
  }

  a {
    unicode-bidi: isolate;
    color: var(--_link);
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-decoration-color: color-mix(in oklab, currentColor 40%, transparent);
    text-underline-offset: 0.18em;
    border-radius: 2px;
  }

  a:hover {
    text-decoration-color: currentColor;
  }

  .link-host {
    color: var(--_text-muted);
    font-size: 0.87em;
  }

  ul,
  ol {
    margin-block: 0 0.85em;
    padding-inline-start: 1.6em;
  }

  li {
    margin-block: 0.3em;
    padding-inline-start: 0.15em;
  }

  li::marker {
    color: var(--_text-muted);
    font-variant-numeric: tabular-nums;
  }

  li > ul,
  li > ol {
    margin-block: 0.3em 0;
  }

  li > p {
    margin-block: 0 0.5em;
  }

  .task {
    list-style: none;
  }

  .checkbox {
    display: inline-grid;
    place-items: center;
    inline-size: 1.05em;
    block-size: 1.05em;
    margin-inline: -1.55em 0.5em;
    vertical-align: -0.14em;
    border: 1.5px solid var(--_border-strong);
    border-radius: 4px;
  }

  .checkbox.checked {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_accent-contrast);
  }

  .checkbox svg {
    inline-size: 0.85em;
    block-size: 0.85em;
    stroke-width: 3;
  }

  blockquote {
    margin: 0 0 0.85em;
    padding-inline-start: 1em;
    border-inline-start: 3px solid var(--_border);
    color: var(--_text-muted);
  }

  hr {
    margin-block: 1.6em;
    border: 0;
    border-block-start: 1px solid var(--_border);
  }

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

  pre:focus-visible,
  .table:focus-visible {
    outline-offset: -2px;
    border-radius: calc(var(--_radius) - 1px);
  }

  .table {
    margin-block: 0 1em;
    max-inline-size: 100%;
    inline-size: fit-content;
    overflow-x: auto;
    contain: content;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
  }

  table {
    border-collapse: collapse;
    font-size: 0.933em;
    line-height: 1.45;
    overflow-wrap: normal;
  }

  th,
  td {
    padding: 0.55em 0.95em;
    border-block-end: 1px solid var(--_border);
    text-align: start;
    vertical-align: top;
    min-inline-size: 4em;
  }

  td {
    font-variant-numeric: tabular-nums;
  }

  th {
    background: var(--_surface-sunken);
    font-weight: 600;
    white-space: nowrap;
  }

  tbody tr:last-child td {
    border-block-end: 0;
  }

  .center {
    text-align: center;
  }

  .right {
    text-align: end;
  }

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

  sup {
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
    background: color-mix(in oklab, var(--_accent) 13%, transparent);
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
    padding: 2px 12px 2px 4px;
    border: 1px solid var(--_border);
    border-radius: 999px;
    color: var(--_text);
    font-size: 0.833em;
    line-height: 1.3;
    text-decoration: none;
    transition: background var(--_duration);
  }

  .source:dir(rtl) {
    padding: 2px 4px 2px 12px;
  }

  a.source:hover {
    background: var(--_surface-hover);
  }

  .source-marker {
    display: grid;
    place-items: center;
    min-inline-size: 20px;
    block-size: 20px;
    border-radius: 999px;
    background: color-mix(in oklab, var(--_accent) 13%, transparent);
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

  @media (forced-colors: active) {
    .citation,
    .source-marker {
      border: 1px solid currentColor;
    }
  }
`;
