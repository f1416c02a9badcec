import { css } from 'lit';

export const tableStyles = css`
  .table:focus-visible {
    outline-offset: -2px;
    border-radius: calc(var(--_radius) - 1px);
  }

  .table {
    margin-block: 0 1em;
    /* It begins where its own text begins, whatever the page does. */
    margin-inline: 0 auto;
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

  .more-rows,
  .more-text {
    position: sticky;
    inset-inline-start: 0;
    min-block-size: 44px;
    padding-inline: 0.95em;
    border: 0;
    background: none;
    color: var(--_link);
    font: inherit;
    font-size: 0.933em;
    cursor: pointer;
  }

  .more-rows:hover,
  .more-text:hover {
    text-decoration: underline;
  }

  .center {
    text-align: center;
  }

  .right {
    text-align: end;
  }
`;
