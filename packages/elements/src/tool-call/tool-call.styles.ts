import { css } from 'lit';

export const toolCallStyles = css`
  :host {
    display: block;
  }

  .icon {
    display: grid;
    place-items: center;
    inline-size: 16px;
    block-size: 16px;
  }

  :host([status='done']) .icon {
    color: var(--_success);
  }

  :host([status='failed']) .icon,
  :host([status='failed']) .status {
    color: var(--_danger);
  }

  .name,
  .hint {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .name {
    max-inline-size: 60%;
    color: var(--_text);
    font-weight: 500;
  }

  .hint {
    flex-shrink: 1e5;
  }

  .status {
    flex: none;
  }

  .status::before {
    content: '·';
    margin-inline-end: 8px;
    color: var(--_text-muted);
  }

  .value-label {
    margin-block: 6px 4px;
    color: var(--_text-muted);
    font-size: 0.8em;
    font-weight: 500;
  }

  .value {
    max-block-size: 16em;
    margin: 0 0 8px;
    padding: 8px 12px;
    overflow: auto;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface-sunken);
    font-family: var(--_font-mono);
    font-size: 0.833em;
    line-height: 1.55;
    white-space: pre-wrap;
    direction: ltr;
    text-align: left;
    unicode-bidi: plaintext;
  }
`;
