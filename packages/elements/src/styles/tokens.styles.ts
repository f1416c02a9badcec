import { css, unsafeCSS } from 'lit';
import { TOKENS } from './tokens.js';

const declarations = Object.entries(TOKENS).map(([name, value]) => {
  const given = `var(--agent-chat-${name}, var(--_preset-${name}, ${value}))`;
  // How large a person wants the text is a factor on what the page says.
  return `--_${name}: ${name === 'font-size' ? `calc(${given} * var(--_text-scale, 1))` : given};`;
});

/**
 * A page sets `--agent-chat-*` on any ancestor; nothing here ever sets one, so that a value given on
 * `:root` reaches every element. What the styles read are the private `--_*` twins, which fall back
 * to `--_preset-*` (a theme by name, or the branding of an interface), then to our own value.
 *
 * `light-dark()` is resolved where a colour is used, by the `color-scheme` that is in force there.
 */
export const tokenStyles = css`
  :host {
    ${unsafeCSS(declarations.join('\n'))}
    --_target: 32px;
    /* Away from what is written on it, which stays as readable. */
    --_accent-hover: color-mix(
      in oklab,
      var(--_accent) 88%,
      oklch(from var(--_accent-contrast) calc(1 - l) 0 0)
    );
  }

  /* What a finger has to hit. */
  @media (pointer: coarse) {
    :host {
      --_target: 44px;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    :host {
      --_duration: 0ms;
    }
  }
`;
