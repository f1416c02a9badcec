import type { Theme, TokenName } from '../styles/tokens.js';

/** The themes that `theme` knows by name, each in a chunk of its own. Without a name: the built-in one. */
const THEMES = {
  graphite: async () => (await import('./graphite.js')).GRAPHITE,
  lagoon: async () => (await import('./lagoon.js')).LAGOON,
  paper: async () => (await import('./paper.js')).PAPER,
} satisfies Record<string, () => Promise<Theme>>;

export type ThemeName = keyof typeof THEMES;

export const THEME_NAMES = Object.keys(THEMES) as readonly ThemeName[];

/** The name in a `theme` attribute, which also says `light`, `dark` or `auto`, as in `paper dark`. */
export function themeName(theme: string | undefined): ThemeName | null {
  const words = theme?.split(/\s+/) ?? [];
  return THEME_NAMES.find((name) => words.includes(name)) ?? null;
}

export function loadTheme(name: ThemeName): Promise<Theme> {
  return THEMES[name]();
}

/** The declarations of a theme, as custom properties whose names begin with `prefix`. */
export function themeDeclarations(theme: Theme, prefix: '--agent-chat-' | '--_preset-'): string {
  const named = Object.entries(theme) as [TokenName, string][];
  return named.map(([name, value]) => `  ${prefix}${name}: ${value};`).join('\n');
}
