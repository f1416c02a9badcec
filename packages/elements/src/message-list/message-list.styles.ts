import { css } from 'lit';

export const messageListStyles = css`
  :host {
    display: block;
    position: relative;
    min-block-size: 0;
    block-size: 100%;
    container-type: inline-size;
  }

  .scroller {
    position: relative;
    block-size: 100%;
    overflow: hidden auto;
    overscroll-behavior: contain;
    /* The list does that itself, in every browser. */
    overflow-anchor: none;
    scrollbar-width: thin;
    scrollbar-color: color-mix(in oklab, var(--_ink) 22%, transparent) transparent;
  }

  .scroller:focus-visible {
    outline-offset: -3px;
  }

  .content {
    display: flex;
    flex-direction: column;
    max-inline-size: calc(var(--_content-width) + 48px);
    min-block-size: 100%;
    margin-inline: auto;
    padding: 20px 24px 16px;
  }

  @container (max-width: 30rem) {
    .content {
      padding-inline: 16px;
    }
  }

  slot[name='empty'] {
    display: flex;
    flex: 1;
    flex-direction: column;
  }

  /* Padding rather than gaps and margins: what a row takes up is its own height. */
  .item {
    display: flow-root;
    padding-block-end: 10px;
  }

  .row {
    min-inline-size: 0;
    border-radius: var(--_radius);
    scroll-margin-block: 24px;
  }

  .row:focus-visible {
    outline-offset: 6px;
  }

  .row.found {
    animation: found 2.4s ease-out;
  }

  @keyframes found {
    0%,
    45% {
      background: color-mix(in oklab, var(--_accent) 12%, transparent);
      box-shadow: 0 0 0 8px color-mix(in oklab, var(--_accent) 12%, transparent);
    }
  }

  /* With what an item leaves below: as high as the toolbar, which comes to stand there. */
  .row.user {
    margin-block: 12px calc(var(--_target) - 10px);
  }

  .row.user.grouped {
    margin-block-start: 0;
  }

  /* The toolbar is always there, with a place of its own. */
  @media (hover: none) {
    .row.user {
      margin-block-end: 0;
    }
  }

  .day {
    display: flex;
    justify-content: center;
    margin-block: 4px 2px;
    color: var(--_text-muted);
    font-size: 0.8em;
    font-weight: 500;
  }

  .author {
    display: flex;
    align-items: center;
    gap: 9px;
    margin-block: 6px 0;
    font-size: 0.933em;
    line-height: 1.3;
  }

  .author.user {
    justify-content: flex-end;
    margin-block-end: -16px;
  }

  .author.user .avatar {
    display: none;
  }

  .avatar {
    display: grid;
    place-items: center;
    inline-size: 24px;
    block-size: 24px;
    border-radius: 50%;
    background: var(--_accent-surface);
    color: var(--_accent-text);
  }

  .avatar svg {
    inline-size: 15px;
    block-size: 15px;
  }

  .avatar img {
    inline-size: 100%;
    block-size: 100%;
    border-radius: inherit;
    object-fit: cover;
  }

  .avatar img:not([hidden]) + .without-picture {
    display: none;
  }

  .without-picture {
    display: grid;
  }

  /* Who is one of several has a colour that follows from who it is. */
  .tinted .avatar {
    background: oklch(from var(--_author) l c h / 16%);
    color: var(--_author);
    font-size: 0.714em;
    font-weight: 650;
    line-height: 1;
    letter-spacing: 0.01em;
  }

  .tinted {
    --_author: color-mix(
      in oklab,
      light-dark(oklch(48% 0.15 var(--_hue)), oklch(80% 0.12 var(--_hue))) 88%,
      var(--_ink)
    );
  }

  .author.user.tinted .avatar {
    display: grid;
  }

  .name {
    font-weight: 600;
  }

  .tinted .name {
    color: var(--_author);
  }

  .unread {
    display: flex;
    align-items: center;
    gap: 10px;
    margin-block: 6px;
    color: var(--_danger);
    font-size: 0.8em;
    font-weight: 600;
  }

  .unread::before,
  .unread::after {
    content: '';
    flex: 1;
    block-size: 1px;
    background: color-mix(in oklab, var(--_danger) 45%, var(--_paper));
  }

  .history {
    min-block-size: 36px;
  }

  .author time {
    color: var(--_text-muted);
    font-size: 0.857em;
  }

  .marker {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    margin: 8px 0;
    color: var(--_text-muted);
    font-size: 0.867em;
  }

  .marker svg {
    inline-size: 15px;
    block-size: 15px;
  }

  .typing {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 28px;
    color: var(--_text-muted);
    font-size: 0.933em;
  }

  .dots {
    display: inline-flex;
    gap: 4px;
  }

  .dots i {
    inline-size: 7px;
    block-size: 7px;
    border-radius: 50%;
    background: var(--_text-muted);
    animation: breathe 1.3s ease-in-out infinite;
  }

  .dots i:nth-child(2) {
    animation-delay: 0.16s;
  }

  .dots i:nth-child(3) {
    animation-delay: 0.32s;
  }

  .to-latest {
    position: absolute;
    inset-block-end: 10px;
    inset-inline: 0;
    display: flex;
    align-items: center;
    gap: 6px;
    inline-size: fit-content;
    min-inline-size: max(36px, var(--_target));
    min-block-size: max(36px, var(--_target));
    margin-inline: auto;
    padding: 0 8px;
    border: 1px solid var(--_border);
    border-radius: 999px;
    background: var(--_surface-raised);
    box-shadow: var(--_shadow);
    font-size: 0.867em;
    font-weight: 500;
  }

  /* Not over the buttons of an answer, which are always seen there. */
  @media (hover: none) {
    .to-latest {
      margin-inline: auto 12px;
    }
  }

  .to-latest.unseen {
    padding-inline: 10px 14px;
  }

  .to-latest:hover {
    background: var(--_surface-hover);
  }

  .to-latest svg {
    inline-size: 18px;
    block-size: 18px;
  }

  .skeleton {
    display: grid;
    gap: 12px;
    animation: appear 1ms 450ms both;
  }

  .skeleton i {
    block-size: 14px;
    border-radius: 7px;
    background: var(--_surface-hover);
    animation: breathe 1.6s ease-in-out infinite;
  }

  .skeleton .mine {
    justify-self: end;
    inline-size: 45%;
    block-size: 40px;
    /* Below the line that says that it connects. */
    margin-block: 36px 12px;
    border-radius: var(--_radius-large);
  }

  .skeleton .short {
    inline-size: 60%;
  }

  @keyframes breathe {
    0%,
    70%,
    100% {
      opacity: 0.35;
    }
    30% {
      opacity: 1;
    }
  }

  @keyframes appear {
    from {
      visibility: hidden;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .dots i,
    .skeleton i {
      animation: none;
    }

    /* The mark stands still, and then goes. */
    .row.found {
      animation-timing-function: step-end;
    }
  }

  @media (forced-colors: active) {
    .to-latest {
      border-color: ButtonText;
    }

    .dots i {
      background: CanvasText;
    }
  }
`;
