import { css } from 'lit';

export const settingsPanelStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    block-size: 100%;
    min-block-size: 0;
    container-type: inline-size;
  }

  .head {
    display: flex;
    align-items: center;
    min-block-size: 56px;
    padding-inline: 20px 8px;
    border-block-end: 1px solid var(--_border);
  }

  h2 {
    flex: 1;
    margin: 0;
    font-size: 1em;
    font-weight: 600;
    line-height: 1.3;
  }

  .body {
    display: grid;
    align-content: start;
    gap: 20px;
    flex: 1;
    min-block-size: 0;
    padding: 20px;
    overflow-y: auto;
    overscroll-behavior: contain;
  }

  fieldset {
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }

  legend,
  .label {
    display: block;
    margin-block-end: 8px;
    padding: 0;
    font-size: 0.9em;
    font-weight: 600;
  }

  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }

  @container (max-width: 22rem) {
    .choices {
      display: grid;
      grid-template-columns: 1fr 1fr;
    }
  }

  .choice {
    position: relative;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    flex: 1 1 auto;
    min-block-size: 36px;
    padding: 6px 8px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface-raised);
    font-size: 0.9em;
    line-height: 1.3;
    text-align: center;
    cursor: pointer;
  }

  .choice:hover {
    background: var(--_surface-hover);
  }

  .choice:has(:checked) {
    border-color: var(--_accent-text);
    background: var(--_accent-surface);
    box-shadow: inset 0 0 0 1px var(--_accent-text);
  }

  .choice:has(:focus-visible) {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }

  .choice input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }

  .switch {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 36px;
    font-size: 0.933em;
    line-height: 1.4;
    cursor: pointer;
  }

  .switch input {
    flex: none;
    inline-size: 18px;
    block-size: 18px;
    margin: 0;
    accent-color: var(--_accent);
  }

  select {
    inline-size: 100%;
    min-block-size: 40px;
    padding: 6px 10px;
    border: 1px solid var(--_border-strong);
    border-radius: var(--_radius);
    background: var(--_surface-raised);
    color: var(--_text);
    font: inherit;
    font-size: 0.933em;
  }

  .complaint {
    margin: 6px 0 0;
    color: var(--_danger);
    font-size: 0.9em;
  }

  /* Where no mouse is there is no key to hold down either. */
  @media (pointer: coarse) and (any-hover: none) {
    fieldset.send {
      display: none;
    }
  }

  @media (pointer: coarse) {
    .choice,
    .switch {
      min-block-size: 44px;
    }
  }

  @media (forced-colors: active) {
    .choice:has(:checked) {
      outline: 2px solid Highlight;
    }
  }
`;
