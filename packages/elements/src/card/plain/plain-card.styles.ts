import { css } from 'lit';

/** A card in words. */
export const plainCardStyles = css`
  .plain {
    display: flow-root;
    box-sizing: border-box;
    inline-size: 36rem;
    max-inline-size: 100%;
    padding: 14px 16px;
    font-size: 0.933em;
    line-height: 1.5;
    overflow-wrap: anywhere;
  }

  .plain :where(p, dl, ul, dd) {
    margin: 0;
  }

  .plain > * + *,
  .words > * + * {
    margin-block-start: 12px;
  }

  .kind {
    color: var(--_text-muted);
    font-size: 0.867em;
    font-weight: 500;
  }

  .plain .kind + .title {
    margin-block-start: 2px;
  }

  .title {
    font-size: 1.071em;
    font-weight: 600;
    line-height: 1.4;
    text-wrap: pretty;
  }

  .title::first-letter {
    text-transform: uppercase;
  }

  .text {
    white-space: pre-line;
  }

  .heading {
    color: var(--_text-muted);
    font-size: 0.9em;
    font-weight: 550;
  }

  .plain .heading + * {
    margin-block-start: 2px;
  }

  dl {
    display: grid;
    gap: 4px;
  }

  dl > div {
    display: flex;
    flex-wrap: wrap;
    gap: 0 16px;
  }

  dt {
    flex: 0 0 8em;
    color: var(--_text-muted);
  }

  dd {
    flex: 1 1 12em;
    min-inline-size: 0;
    font-variant-numeric: tabular-nums;
  }

  ul {
    padding-inline-start: 1.2em;
  }

  li {
    padding-inline-start: 2px;
    white-space: pre-line;
  }

  li + li {
    margin-block-start: 2px;
  }

  li::marker {
    color: var(--_text-muted);
  }

  .words agent-markdown {
    font-size: inherit;
  }

  .evidence {
    padding: 0;
    border-radius: 3px;
    color: var(--_accent-text);
    font: inherit;
    text-align: start;
    text-decoration: underline;
    text-underline-offset: 2px;
  }

  .entries {
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    overflow: hidden;
  }

  .entry + .entry {
    border-block-start: 1px solid var(--_border);
  }

  p.entry,
  summary {
    padding: 7px 12px;
  }

  summary {
    display: flex;
    gap: 6px;
    cursor: pointer;
    list-style: none;
    touch-action: manipulation;
  }

  summary svg {
    flex: none;
    inline-size: 16px;
    block-size: 1.5em;
    color: var(--_text-muted);
    transition: rotate var(--_duration);
  }

  summary:dir(rtl) svg {
    scale: -1 1;
  }

  details[open] > summary svg {
    rotate: 90deg;
  }

  details[open] > summary:dir(rtl) svg {
    rotate: -90deg;
  }

  summary:hover {
    background: var(--_surface-hover);
  }

  summary:focus-visible {
    outline-offset: -2px;
  }

  .entry-body {
    padding: 2px 12px 12px;
  }

  .entry-body > * + * {
    margin-block-start: 8px;
  }

  pre {
    margin: 0;
    padding: 10px 12px;
    border-radius: var(--_radius);
    background: var(--_surface-sunken);
    font-family: var(--_font-mono);
    font-size: 0.9em;
    white-space: pre-wrap;
  }

  .line {
    display: block;
  }

  .added {
    color: var(--_success);
  }

  .removed {
    color: var(--_danger);
  }

  .scroller {
    overflow: auto;
  }

  table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }

  th,
  td {
    padding: 4px 0;
    padding-inline-end: 20px;
    border-block-end: 1px solid var(--_border);
    text-align: start;
    vertical-align: top;
    min-inline-size: 4em;
  }

  th {
    color: var(--_text-muted);
    font-weight: 550;
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }

  .words > .actions {
    margin-block-start: 14px;
  }

  .button.danger {
    color: var(--_danger);
  }

  .words > [role='status'] {
    margin: 0;
  }

  .plain .outcome {
    margin-block-start: 10px;
  }

  .outcome {
    display: flex;
    gap: 6px;
    align-items: center;
    color: var(--_text-muted);
    font-size: 0.933em;
  }

  .outcome svg {
    flex: none;
    inline-size: 16px;
    block-size: 16px;
  }

  @media (pointer: coarse) {
    .plain .button,
    .evidence,
    summary {
      min-block-size: 44px;
    }

    summary {
      padding-block: 11px;
    }
  }
`;
