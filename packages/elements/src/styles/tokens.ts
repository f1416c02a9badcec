/**
 * The design tokens with their values, in two tiers: everything that is coloured takes its colour
 * from a role, and a role takes it from the palette. `docs/theming.md` says what each is for.
 */

/** Seven colours, of which everything else follows. */
const PALETTE = {
  ink: 'light-dark(#1c1e26, #ebecf1)',
  paper: 'light-dark(#ffffff, #17181c)',
  accent: 'light-dark(#4351d3, #a4afff)',
  'accent-contrast': 'light-dark(#ffffff, #12141f)',
  danger: 'light-dark(#b3261e, #ffb1a8)',
  warning: 'light-dark(#805300, #f0c274)',
  success: 'light-dark(#17713f, #74d3a3)',
} as const;

const shadeOf = (color: string, percent: number): string =>
  `color-mix(in oklab, var(--_${color}) ${percent}%, var(--_paper))`;

/** Where the colours are used. */
const ROLES = {
  surface: 'var(--_paper)',
  'surface-raised': `light-dark(var(--_paper), ${shadeOf('ink', 7)})`,
  'surface-sunken': shadeOf('ink', 4.5),
  // In the dark what is raised is lighter already: what the pointer is on is lighter still.
  'surface-hover': `light-dark(${shadeOf('ink', 8)}, ${shadeOf('ink', 13)})`,
  text: 'var(--_ink)',
  'text-muted': shadeOf('ink', 70),
  border: shadeOf('ink', 13),
  'border-strong': shadeOf('ink', 51),
  'accent-text': 'var(--_accent)',
  'accent-surface': shadeOf('accent-text', 13),
  'user-surface': `light-dark(${shadeOf('accent', 10)}, ${shadeOf('accent', 18)})`,
  'user-text': 'var(--_text)',
  'attention-surface': `light-dark(${shadeOf('warning', 9)}, ${shadeOf('warning', 11)})`,
  'attention-border': `light-dark(${shadeOf('warning', 32)}, ${shadeOf('warning', 30)})`,
  'failure-surface': `light-dark(${shadeOf('danger', 7)}, ${shadeOf('danger', 13)})`,
  'failure-border': `light-dark(${shadeOf('danger', 28)}, ${shadeOf('danger', 32)})`,
  'success-surface': `light-dark(${shadeOf('success', 9)}, ${shadeOf('success', 12)})`,
  'header-surface': 'var(--_surface)',
  'header-text': 'var(--_text)',
  link: 'var(--_accent-text)',
  focus: 'var(--_accent-text)',
  backdrop: 'light-dark(rgb(20 22 40 / 32%), rgb(0 0 0 / 55%))',
  shadow: `0 1px 2px light-dark(rgb(20 22 40 / 5%), rgb(0 0 0 / 30%)),
    0 10px 30px -14px light-dark(rgb(20 22 40 / 22%), rgb(0 0 0 / 60%))`,
} as const;

/** What is not a colour. */
const SHAPES = {
  font: `system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif`,
  'font-mono': `ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, 'Liberation Mono', monospace`,
  // As large as the reader wants it, within what a page with an odd root font may do to that.
  'font-size': 'clamp(15px, 0.9375rem, 22px)',
  'line-height': '1.6',
  radius: '10px',
  'radius-large': '20px',
  space: '4px',
  'content-width': '46rem',
  duration: '140ms',
} as const;

export const TOKENS = { ...PALETTE, ...ROLES, ...SHAPES };

export type TokenName = keyof typeof TOKENS;

/** A name for what a theme says of some tokens; the rest follows from the palette. */
export type Theme = Readonly<Partial<Record<TokenName, string>>>;
