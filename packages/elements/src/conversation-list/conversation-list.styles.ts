import { css } from 'lit';

export const conversationListStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    block-size: 100%;
  }

  .head {
    display: flex;
    align-items: center;
    gap: 4px;
    min-block-size: 56px;
    padding-inline: 20px 8px;
  }

  h2 {
    flex: 1;
    margin: 0;
    font-size: 0.933em;
    font-weight: 600;
    line-height: 1.3;
  }

  .search {
    display: flex;
    align-items: center;
    gap: 8px;
    margin: 0 12px 8px;
    padding-inline: 10px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    color: var(--_text-muted);
  }

  .search:focus-within {
    outline: 2px solid var(--_focus);
    outline-offset: -1px;
  }

  .search svg {
    inline-size: 16px;
    block-size: 16px;
  }

  input {
    flex: 1;
    min-inline-size: 0;
    inline-size: 100%;
    min-block-size: max(36px, var(--_target));
    padding: 0;
    border: 0;
    outline: 0;
    background: none;
    color: var(--_text);
    font: inherit;
    font-size: 0.933em;
  }

  input::placeholder {
    color: var(--_text-muted);
    opacity: 1;
  }

  .scroller {
    flex: 1;
    min-block-size: 0;
    padding: 0 8px 16px;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--_border-strong) transparent;
  }

  h3 {
    margin: 14px 12px 4px;
    color: var(--_text-muted);
    font-size: 0.8em;
    font-weight: 600;
    line-height: 1.4;
  }

  ul {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1px;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  li {
    position: relative;
    display: flex;
    align-items: center;
    border-radius: var(--_radius);
  }

  li:hover,
  li:focus-within {
    background: var(--_surface-hover);
  }

  li[data-current] {
    background: var(--_accent-surface);
  }

  .conversation {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 40px;
    padding: 7px 12px;
    border-radius: inherit;
    font-size: 0.933em;
    line-height: 1.35;
    text-align: start;
  }

  .conversation:focus-visible {
    outline-offset: -2px;
  }

  .conversation span {
    display: block;
    overflow: hidden;
    /* A title in another direction begins where the others begin. */
    text-align: -webkit-match-parent;
    text-align: match-parent;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .conversation small {
    color: var(--_text-muted);
    font-size: 0.84em;
  }

  [data-current] .conversation span {
    font-weight: 600;
  }

  .untitled {
    color: var(--_text-muted);
  }

  /* Over the end of the title, which is cut only while this is seen. */
  .rename {
    position: absolute;
    inset-inline-end: 4px;
    opacity: 0;
  }

  li:hover .conversation,
  li:focus-within .conversation {
    padding-inline-end: 40px;
  }

  li:hover .rename,
  li:focus-within .rename {
    opacity: 1;
  }

  form {
    flex: 1;
    min-inline-size: 0;
    padding-inline: 12px;
    border-radius: inherit;
    background: var(--_surface-raised);
    outline: 2px solid var(--_focus);
    outline-offset: -2px;
  }

  .words {
    margin: 24px 12px;
    color: var(--_text-muted);
    text-align: center;
    text-wrap: balance;
  }

  .words + .words {
    margin-block-start: -8px;
  }

  .words svg {
    inline-size: 16px;
    block-size: 16px;
  }

  .skeleton {
    display: grid;
    gap: 8px;
    padding: 12px;
  }

  .skeleton i {
    block-size: 24px;
    border-radius: var(--_radius);
    background: var(--_surface-hover);
  }

  @media (hover: none) {
    .rename {
      opacity: 1;
    }

    li .conversation {
      padding-inline-end: 48px;
    }
  }

  @media (pointer: coarse) {
    .conversation {
      min-block-size: 44px;
    }
  }

  @media (forced-colors: active) {
    li[data-current] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
