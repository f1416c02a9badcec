import { css } from 'lit';

/** What every element starts from: its own font and colours, whatever it would inherit. */
export const baseStyles = css`
  :host {
    box-sizing: border-box;
    font: 400 var(--_font-size) / var(--_line-height) var(--_font);
    color: var(--_text);
    letter-spacing: normal;
    word-spacing: normal;
    text-transform: none;
    text-indent: 0;
    text-shadow: none;
    text-align: start;
    font-style: normal;
    white-space: normal;
    overflow-wrap: anywhere;
    -webkit-tap-highlight-color: transparent;
  }

  :host([hidden]),
  [hidden] {
    display: none !important;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  :focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }

  /* Forced colours take the backgrounds and shadows away that say it otherwise. */
  @media (forced-colors: active) {
    [aria-pressed='true'],
    [aria-selected='true'] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }

  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    /* Not aside: a page of the other direction could be scrolled by a pixel. */
    margin: -1px 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  /* Numbers and names keep their order inside words of another direction. */
  time,
  bdi {
    unicode-bidi: plaintext;
  }

  svg {
    display: block;
    flex: none;
    inline-size: 1.25em;
    block-size: 1.25em;
  }
`;
