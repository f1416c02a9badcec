import { css } from 'lit';

export const proseStyles = css`
  :host {
    display: block;
  }

  .plain,
  .raw {
    white-space: pre-wrap;
  }

  /* Each block is painted by itself, so that what is finished is not painted again while the last
     one grows. */
  .blocks > * {
    isolation: isolate;
  }

  /* Of a long text, what is out of sight is neither laid out nor painted. The first blocks always are:
     were they left out as soon as there are more, all of them would change in one frame of an answer. */
  .blocks > :nth-child(n + 61) {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 4lh;
    overflow-clip-margin: 3em;
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
`;
