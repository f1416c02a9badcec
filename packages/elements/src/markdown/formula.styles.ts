import { css } from 'lit';

export const formulaStyles = css`
  .formula-block {
    margin-block: 0 1em;
    padding-block: 0.35em;
    overflow-x: auto;
    overflow-y: hidden;
    contain: content;
    text-align: center;
  }

  .formula-block math {
    max-inline-size: none;
  }

  /* Nothing in a formula can be laid over what stands beside it. */
  .formula {
    display: inline-block;
    max-inline-size: 100%;
    overflow: clip;
    overflow-clip-margin: 0.25em;
    unicode-bidi: isolate;
  }

  .formula.display {
    display: block;
    margin-block: 0.5em;
    overflow-x: auto;
    overflow-y: hidden;
    text-align: center;
  }

  .formula-source {
    color: var(--_text-muted);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  .formula-block > .formula-source {
    display: inline-block;
    text-align: start;
  }
`;
