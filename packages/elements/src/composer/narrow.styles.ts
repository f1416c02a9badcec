import { css } from 'lit';

/**
 * Where the buttons would leave the words no room, these have a line of their own above them: also
 * while there are few buttons, so that nothing moves when more come or an answer begins.
 */
export const narrowStyles = css`
  @container (max-width: 26rem) {
    .box .grow,
    .box:not(.has-start) .grow {
      grid-column: 1 / -1;
    }

    .refused,
    .files,
    .grow {
      order: -1;
    }

    .box .grow :is(.mirror, textarea, .mirror:dir(rtl), textarea:dir(rtl)) {
      padding: 12px 18px 8px;
    }

    .start,
    .row {
      padding-block: 0 6px;
    }

    .row {
      grid-column: 2 / -1;
    }

    /* The sign says it to eyes, the words to a screen reader. */
    .stopping {
      position: absolute;
      inline-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }
  }
`;
