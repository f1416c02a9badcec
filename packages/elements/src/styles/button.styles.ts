import { css } from 'lit';

/** Buttons: a quiet one with words, one that is an icon, and one that says what to do first. */
export const buttonStyles = css`
  button {
    font: inherit;
    color: inherit;
    margin: 0;
    border: 0;
    background: none;
    cursor: pointer;
    touch-action: manipulation;
  }

  button:disabled {
    cursor: default;
  }

  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: calc(var(--_space) * 1.5);
    min-block-size: var(--_target);
    padding: calc(var(--_space) * 1) calc(var(--_space) * 3);
    border: 1px solid color-mix(in oklab, var(--_ink) 18%, var(--_paper));
    border-radius: var(--_radius);
    background: var(--_surface-raised);
    font-size: 0.875em;
    font-weight: 500;
    line-height: 1.3;
    /* Beside long words it keeps its own whole. */
    overflow-wrap: break-word;
    transition: background var(--_duration);
  }

  .button:hover:not(:disabled) {
    background: var(--_surface-hover);
  }

  .button.primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_accent-contrast);
  }

  .button.primary:hover:not(:disabled) {
    background: var(--_accent-hover);
  }

  .icon-button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    flex: none;
    inline-size: var(--_target);
    block-size: var(--_target);
    padding: 0;
    border-radius: var(--_radius);
    color: var(--_text-muted);
    transition:
      background var(--_duration),
      color var(--_duration);
  }

  .icon-button svg {
    inline-size: 18px;
    block-size: 18px;
  }

  .icon-button:hover:not(:disabled) {
    background: var(--_surface-hover);
    color: var(--_text);
  }

  @media (forced-colors: active) {
    .button,
    .icon-button {
      border: 1px solid ButtonText;
    }

    .button.primary {
      forced-color-adjust: none;
      background: ButtonText;
      color: ButtonFace;
    }

    button:disabled {
      color: GrayText;
      border-color: GrayText;
    }
  }
`;
