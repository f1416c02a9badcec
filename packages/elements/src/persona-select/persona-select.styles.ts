import { css } from 'lit';

export const personaSelectStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }

  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-inline-size: 0;
  }

  legend {
    padding: 0;
    margin-block-end: 8px;
    color: var(--_text-muted);
    font-size: 0.867em;
    font-weight: 550;
  }

  .personas {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr));
    gap: 8px;
  }

  label {
    position: relative;
    display: flex;
    align-items: center;
    gap: 12px;
    min-block-size: 56px;
    padding: 10px 14px;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) + 4px);
    background: var(--_surface-raised);
    text-align: start;
    cursor: pointer;
    transition:
      background var(--_duration),
      border-color var(--_duration);
  }

  label:hover {
    border-color: color-mix(in oklab, var(--_accent) 45%, var(--_border));
  }

  label:has(:checked) {
    border-color: var(--_accent);
    background: color-mix(in oklab, var(--_accent) 7%, var(--_surface-raised));
    box-shadow: inset 0 0 0 1px var(--_accent);
  }

  label:has(:focus-visible) {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }

  label:has(:disabled) {
    cursor: default;
    opacity: 0.65;
  }

  label:has(:disabled):has(:checked) {
    opacity: 1;
  }

  /* Seen by keys and screen readers; the frame around the words shows its state. */
  input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: inherit;
  }

  .face {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 34px;
    block-size: 34px;
    border-radius: 50%;
    background: var(--_accent-surface);
    color: var(--_accent-text);
    font-size: 1.1em;
    line-height: 1;
  }

  .face svg {
    inline-size: 20px;
    block-size: 20px;
  }

  .text {
    flex: 1;
    min-inline-size: 0;
    line-height: 1.35;
  }

  .name {
    display: block;
    font-weight: 550;
  }

  .description {
    display: block;
    color: var(--_text-muted);
    font-size: 0.867em;
  }

  .fixed {
    margin: 8px 0 0;
    color: var(--_text-muted);
    font-size: 0.867em;
  }

  @media (forced-colors: active) {
    label:has(:checked) {
      outline: 2px solid Highlight;
    }
  }
`;
