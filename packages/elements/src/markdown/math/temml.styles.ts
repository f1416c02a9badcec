import { css } from 'lit';

/** What Temml leaves to style sheets, without its images and fonts. */
export const temmlStyles = css`
  math {
    font-family: 'Latin Modern Math', 'STIX Two Math', 'Cambria Math', 'Noto Sans Math', math;
    font-size: 1.08em;
    line-height: normal;
    text-indent: 0;
  }

  math * {
    border-color: currentColor;
  }

  mfrac > :nth-child(2),
  msqrt,
  mover > :first-child {
    math-shift: compact;
  }

  .formula :is(menclose, .menclose),
  .formula-block :is(menclose, .menclose) {
    display: inline-block;
    position: relative;
    padding-block: 0.5ex;
  }

  .tml-cancel {
    display: inline-block;
    position: absolute;
    inset: 0;
    background: currentColor;
  }

  .upstrike {
    clip-path: polygon(0.05em 100%, 0 calc(100% - 0.05em), calc(100% - 0.05em) 0, 100% 0.05em);
  }

  .downstrike {
    clip-path: polygon(0 0.05em, 0.05em 0, 100% calc(100% - 0.05em), calc(100% - 0.05em) 100%);
  }

  .sout {
    clip-path: polygon(0 58%, 0 52%, 100% 52%, 100% 58%);
  }

  .tml-fbox {
    padding: 3pt;
    border: 1px solid;
  }

  .tml-overline {
    padding-block-start: 0.1em;
    border-block-start: 0.065em solid;
  }

  .tml-underline {
    padding-block-end: 0.1em;
    border-block-end: 0.065em solid;
  }

  .tml-right {
    text-align: right;
  }

  .tml-left {
    text-align: left;
  }
`;
