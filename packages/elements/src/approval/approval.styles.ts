import { css } from 'lit';

export const approvalStyles = css`
  :host {
    display: block;
  }

  .card {
    display: grid;
    gap: 12px;
    padding: 16px;
    border: 1px solid var(--_attention-border);
    border-radius: calc(var(--_radius) + 4px);
    background: var(--_surface-raised);
    box-shadow: var(--_shadow);
    container-type: inline-size;
  }

  :host([stage='watching']) .card {
    border-color: var(--_border);
    box-shadow: none;
  }

  .card.over {
    gap: 4px;
    padding: 0;
    border: 0;
    background: none;
    box-shadow: none;
  }

  .card:focus-visible {
    outline-offset: 4px;
  }

  p {
    margin: 0;
  }

  .title {
    display: flex;
    gap: 9px;
    font-weight: 600;
    line-height: 1.4;
  }

  .title svg {
    margin-block-start: 1px;
    color: var(--_warning);
  }

  .reason,
  .asked {
    color: var(--_text-muted);
    font-size: 0.933em;
    /* Words in another direction begin where the others begin. */
    text-align: -webkit-match-parent;
    text-align: match-parent;
    white-space: pre-wrap;
  }

  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .facts li {
    padding: 1px 9px;
    border: 1px solid var(--_border);
    border-radius: 999px;
    color: var(--_text-muted);
    font-size: 0.8em;
  }

  .covers {
    display: flex;
    gap: 8px;
    padding: 7px 12px 7px 10px;
    border-radius: var(--_radius);
    background: var(--_attention-surface);
    font-size: 0.867em;
    line-height: 1.45;
  }

  .covers svg,
  .failure svg,
  .expiry svg {
    inline-size: 16px;
    block-size: 16px;
    margin-block-start: 2px;
  }

  .covers svg {
    color: var(--_warning);
  }

  .none {
    color: var(--_text-muted);
    font-size: 0.867em;
    font-style: italic;
  }

  form {
    display: grid;
    gap: 8px;
  }

  .label {
    color: var(--_text-muted);
    font-size: 0.867em;
    font-weight: 500;
  }

  .next,
  .expiry {
    display: flex;
    align-items: flex-start;
    gap: 8px;
    color: var(--_text-muted);
    font-size: 0.867em;
    line-height: 1.45;
  }

  .next .spinner {
    margin-block-start: 3px;
  }

  .expiry {
    font-variant-numeric: tabular-nums;
  }

  .expiry.soon {
    color: var(--_warning);
  }

  .failure {
    display: flex;
    gap: 8px;
    color: var(--_danger);
    font-size: 0.867em;
    line-height: 1.45;
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 8px;
  }

  .actions .button {
    min-inline-size: 5.5rem;
    min-block-size: 36px;
  }

  .button.danger {
    border-color: var(--_danger);
    color: var(--_danger);
  }

  @media (pointer: coarse) {
    .actions .button {
      min-block-size: 44px;
    }
  }

  @container (max-width: 24rem) {
    .actions .button {
      flex: 1;
    }
  }

  .sign {
    display: grid;
    place-items: center;
    inline-size: 16px;
    block-size: 16px;
  }

  :host([stage='approved']) .sign {
    color: var(--_success);
  }

  :host([stage='denied']) .sign {
    color: var(--_danger);
  }

  .line {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }

  .name {
    color: var(--_text);
    font-weight: 500;
  }

  .line time {
    font-size: 0.9em;
    white-space: nowrap;
  }

  .fold-body {
    display: grid;
    gap: 8px;
  }

  .comment {
    margin-inline-start: 24px;
    padding-inline-start: 12px;
    border-inline-start: 2px solid var(--_border);
    color: var(--_text-muted);
    font-size: 0.933em;
    white-space: pre-wrap;
  }

  .over .failure {
    margin-inline-start: 24px;
  }

  @media (forced-colors: active) {
    .card {
      border: 1px solid CanvasText;
    }

    .card.over {
      border: 0;
    }
  }
`;
