import { css } from 'lit';

export const codeStyles = css`
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
    min-block-size: 36px;
    padding-inline: 14px 4px;
    color: var(--_text-muted);
    font-size: 0.8em;
    font-weight: 500;
  }

  .code-language {
    flex: 1;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .code-wrap {
    display: grid;
    place-items: center;
    inline-size: 32px;
    block-size: 32px;
    padding: 0;
    border: 0;
    border-radius: 8px;
    background: none;
    color: inherit;
    cursor: pointer;
  }

  .code-wrap:hover,
  .code-wrap[aria-pressed='true'] {
    background: var(--_surface-hover);
    color: var(--_text);
  }

  .code-wrap svg {
    inline-size: 16px;
    block-size: 16px;
  }

  @media (pointer: coarse) {
    .code-wrap {
      inline-size: 44px;
      block-size: 44px;
    }
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

  pre:focus-visible {
    outline-offset: -2px;
    border-radius: calc(var(--_radius) - 1px);
  }

  .wrapped pre code {
    inline-size: auto;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  /* Lines out of sight are neither laid out nor painted. Their height is known, unless they wrap. */
  .lines {
    display: block;
  }

  .lines:not(:last-child) {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 100lh;
  }

  .code-keyword,
  .code-tag {
    color: var(--agent-chat-code-keyword, light-dark(#7a35c9, #c8abff));
  }

  .code-string {
    color: var(--agent-chat-code-string, light-dark(#116a3b, #8fdcae));
  }

  .code-number {
    color: var(--agent-chat-code-number, light-dark(#97460a, #f2b680));
  }

  .code-comment {
    color: var(--agent-chat-code-comment, var(--_text-muted));
    font-style: italic;
  }

  .code-function {
    color: var(--agent-chat-code-function, light-dark(#1a56b8, #8fbcff));
  }

  .code-type {
    color: var(--agent-chat-code-type, light-dark(#0b6470, #79d5dc));
  }

  .code-property {
    color: var(--agent-chat-code-property, light-dark(#8c3a54, #f3a9bd));
  }

  .code-operator,
  .code-meta {
    color: var(--agent-chat-code-operator, var(--_text-muted));
  }

  .code-inserted {
    color: var(--_success);
  }

  .code-deleted {
    color: var(--_danger);
  }
`;
