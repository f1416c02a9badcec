import { css } from 'lit';

/**
 * The design tokens, in two tiers. A page sets `--agent-chat-*` on any ancestor; nothing here ever
 * sets one, so that a value given on `:root` reaches every element. What the styles read are the
 * private `--_*` twins, which fall back from role to palette to our default.
 *
 * Palette: `--agent-chat-ink`, `-paper`, `-accent`, `-accent-contrast`, `-danger`, `-warning`, `-success`.
 * Roles: everything else. `docs/theming` lists them all.
 *
 * `light-dark()` is resolved where a colour is used, by the `color-scheme` that is in force there.
 */
export const tokenStyles = css`
  :host {
    --_ink: var(--agent-chat-ink, light-dark(#1c1e26, #ebecf1));
    --_paper: var(--agent-chat-paper, light-dark(#ffffff, #17181c));
    --_accent: var(--agent-chat-accent, light-dark(#4351d3, #a4afff));
    --_accent-contrast: var(--agent-chat-accent-contrast, light-dark(#ffffff, #12141f));
    --_danger: var(--agent-chat-danger, light-dark(#b3261e, #ffb1a8));
    --_warning: var(--agent-chat-warning, light-dark(#805300, #f0c274));
    --_success: var(--agent-chat-success, light-dark(#17713f, #74d3a3));

    --_surface: var(--agent-chat-surface, var(--_paper));
    --_surface-raised: var(
      --agent-chat-surface-raised,
      light-dark(var(--_paper), color-mix(in oklab, var(--_ink) 7%, var(--_paper)))
    );
    --_surface-sunken: var(
      --agent-chat-surface-sunken,
      color-mix(in oklab, var(--_ink) 4.5%, var(--_paper))
    );
    --_surface-hover: var(
      --agent-chat-surface-hover,
      color-mix(in oklab, var(--_ink) 8%, var(--_paper))
    );
    --_text: var(--agent-chat-text, var(--_ink));
    --_text-muted: var(
      --agent-chat-text-muted,
      color-mix(in oklab, var(--_ink) 70%, var(--_paper))
    );
    --_border: var(--agent-chat-border, color-mix(in oklab, var(--_ink) 13%, var(--_paper)));
    --_border-strong: var(
      --agent-chat-border-strong,
      color-mix(in oklab, var(--_ink) 47%, var(--_paper))
    );
    --_user-surface: var(
      --agent-chat-user-surface,
      light-dark(
        color-mix(in oklab, var(--_accent) 10%, var(--_paper)),
        color-mix(in oklab, var(--_accent) 20%, var(--_paper))
      )
    );
    --_attention-surface: light-dark(#fff6e3, #2c2517);
    --_attention-border: light-dark(#eed9ab, #51431f);
    --_failure-surface: light-dark(#fdf0ef, #331d1c);
    --_failure-border: light-dark(#f0c5c1, #5f322f);
    --_user-text: var(--agent-chat-user-text, var(--_text));
    --_link: var(--agent-chat-link, var(--_accent));
    --_focus: var(--agent-chat-focus, var(--_accent));
    --_shadow: var(
      --agent-chat-shadow,
      0 1px 2px light-dark(rgb(20 22 40 / 5%), rgb(0 0 0 / 30%)),
      0 10px 30px -14px light-dark(rgb(20 22 40 / 22%), rgb(0 0 0 / 60%))
    );

    --_font: var(
      --agent-chat-font,
      system-ui,
      -apple-system,
      'Segoe UI',
      Roboto,
      'Noto Sans',
      'Helvetica Neue',
      Arial,
      sans-serif
    );
    --_font-mono: var(
      --agent-chat-font-mono,
      ui-monospace,
      'SF Mono',
      'Cascadia Code',
      Menlo,
      Consolas,
      'Liberation Mono',
      monospace
    );
    /* As large as the reader wants it, within what a page with an odd root font may do to that. */
    --_font-size: var(--agent-chat-font-size, clamp(15px, 0.9375rem, 22px));
    --_line-height: var(--agent-chat-line-height, 1.6);
    --_radius: var(--agent-chat-radius, 10px);
    --_radius-large: var(--agent-chat-radius-large, 20px);
    --_space: var(--agent-chat-space, 4px);
    --_content-width: var(--agent-chat-content-width, 46rem);
    --_duration: var(--agent-chat-duration, 140ms);
  }

  @media (prefers-reduced-motion: reduce) {
    :host {
      --_duration: 0ms;
    }
  }
`;
