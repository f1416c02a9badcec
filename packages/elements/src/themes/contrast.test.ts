import { expect, fixture, html } from '@open-wc/testing';
import type { CSSResult } from 'lit';
import { describe, it } from 'vitest';
import { brandTheme } from '../branding/brand.js';
import { contrast } from '../branding/contrast.js';
import type { AgentChat } from '../chat/chat.js';
import type { TokenName } from '../styles/tokens.js';
import { shownColor } from '../test-support/computed-color.js';
import { SAMPLES } from '../test-support/sample-conversations.js';
import { codeStyles } from '../markdown/code.styles.js';
import { messageListStyles } from '../message-list/message-list.styles.js';
import { loadTheme, THEME_NAMES, themeDeclarations } from './themes.js';
import '../define.js';

/** Names of tokens, or colours as a stylesheet writes them. */
type Pair = readonly [foreground: string, background: string];

const PLAIN = ['surface', 'surface-raised', 'surface-sunken'] as const satisfies readonly TokenName[];
const GROUNDS = [...PLAIN, 'surface-hover'] as const satisfies readonly TokenName[];
const on = (grounds: readonly (TokenName | Mixed)[], ...colors: readonly (TokenName | Mixed)[]): Pair[] =>
  colors.flatMap((color) => grounds.map((ground): Pair => [color, ground]));

type Mixed = `${'color-mix' | 'light-dark' | 'var' | 'oklch'}(${string})`;
const mixed = (color: TokenName, percent: number, into: TokenName): Mixed =>
  `color-mix(in oklab, var(--_${color}) ${percent}%, var(--_${into}))`;

/** What a stylesheet says there, for what has no token. */
function written(pattern: RegExp, { cssText }: CSSResult): Mixed[] {
  const found = [...cssText.matchAll(pattern)].map(([, color = '']) => color as Mixed);
  if (found.length === 0) throw new Error(`Nothing is written as ${pattern.source}.`);
  return found;
}

const CODE_COLORS = written(/--agent-chat-code-\w+, (.*)\);/g, codeStyles);
const [AUTHOR_COLOR = ''] = written(/--_author: ([^;]*);/g, messageListStyles);

/** Text needs 4.5, whatever its size: what stands on what, over all elements. */
const TEXT: readonly Pair[] = [
  ...on(GROUNDS, 'text', 'text-muted', 'accent-text', 'danger', 'warning'),
  ...on(PLAIN, 'link', 'success'),
  ...on(['user-surface'], 'user-text', 'text-muted', 'link'),
  ...on(['accent', 'var(--_accent-hover)'], 'accent-contrast'),
  ...on(['accent-surface'], 'text', 'text-muted', 'accent-text', 'link'),
  ...on([mixed('accent', 12, 'surface-raised')], 'text', 'text-muted'),
  ...on(['attention-surface'], 'text', 'text-muted', 'warning'),
  ...on(['failure-surface'], 'text', 'text-muted', 'danger'),
  ...on(['success-surface'], 'text', 'success'),
  ...on(['header-surface'], 'header-text'),
  ...on(['surface-sunken'], ...CODE_COLORS),
];

/** What is no text needs 3: the edge of a field, the ring around what has the focus, an icon. */
const SYMBOLS: readonly Pair[] = [
  ...on(PLAIN, 'border-strong', 'focus'),
  ...on(['surface-hover', 'accent-surface', 'user-surface'], 'focus'),
  ...on([mixed('danger', 16, 'surface-raised')], 'danger'),
];

/** The names and letters of participants, around the colour wheel. */
const HUES = Array.from({ length: 36 }, (_, index) => index * 10);
const AUTHOR: readonly Pair[] = [
  ...on(['surface'], 'var(--_author)'),
  ...on(written(/background: (oklch\(from var\(--_author\).*);/g, messageListStyles), 'var(--_author)'),
];

async function chatIn(theme: string): Promise<AgentChat> {
  return fixture<AgentChat>(
    html`<agent-chat locale="en" theme=${theme} .client=${SAMPLES.empty()}></agent-chat>`,
  );
}

/** The pairs of a chat that cannot be told apart well enough, in words. */
function tooClose(chat: AgentChat): readonly string[] {
  const frame = chat.renderRoot.querySelector<HTMLElement>('.frame')!;
  const probe = document.createElement('i');
  frame.append(probe);
  const colorOf = (color: string): string => {
    probe.style.color = color.includes('(') ? color : `var(--_${color})`;
    return getComputedStyle(probe).color;
  };
  const surface = colorOf('paper');
  const check = ([front, back]: Pair, atLeast: number): string | null => {
    const ground = shownColor(colorOf(back), surface);
    const ratio = contrast(shownColor(colorOf(front), `rgb(${ground.join(' ')})`), ground);
    return ratio >= atLeast ? null : `${front} on ${back}: ${ratio.toFixed(2)}`;
  };
  const found = [...TEXT.map((pair) => check(pair, 4.5)), ...SYMBOLS.map((pair) => check(pair, 3))];
  probe.style.setProperty('--_author', AUTHOR_COLOR);
  for (const hue of HUES) {
    probe.style.setProperty('--_hue', `${hue}`);
    found.push(
      ...AUTHOR.map((pair) => check(pair, 4.5)?.replace('--_author', `--_author at ${hue}`) ?? null),
    );
  }
  probe.remove();
  return found.filter((words) => words !== null);
}

describe.each(['', ...THEME_NAMES])('the theme “%s”', (name) => {
  it.each(['light', 'dark'])('can be read in %s', async (scheme) => {
    const chat = await chatIn(`${name} ${scheme}`);
    expect(tooClose(chat)).to.deep.equal([]);
  });
});

describe('a theme', () => {
  it.each(THEME_NAMES)('is shipped as a stylesheet that says the same: %s', async (name) => {
    const response = await fetch(new URL(`../../themes/${name}.css`, import.meta.url), {
      headers: { accept: 'text/css' },
    });
    const declarations = themeDeclarations(await loadTheme(name), '--agent-chat-');
    expect(await response.text(), 'npm run generate').to.contain(declarations);
  });

  it('goes behind what the page says, and before our own', async () => {
    const chat = await chatIn('lagoon light');
    const colorOf = (token: string): string =>
      getComputedStyle(chat.renderRoot.querySelector('.frame')!).getPropertyValue(token).trim();
    expect(colorOf('--_radius')).to.equal('14px');
    chat.style.setProperty('--agent-chat-radius', '3px');
    expect(colorOf('--_radius')).to.equal('3px');
    chat.style.removeProperty('--agent-chat-radius');
    chat.theme = 'light';
    await chat.updateComplete;
    expect(colorOf('--_radius')).to.equal('10px');
  });
});

describe('the colour of a brand', () => {
  const BRANDS = ['#6366f1', '#facc15', '#000000', '#ffffff', '#22c55e', '#ff0000', '#1e3a8a', '#808080'];
  it.each(BRANDS)('%s can be read in light and dark', async (primaryColor) => {
    for (const scheme of ['light', 'dark']) {
      const chat = await chatIn(scheme);
      for (const [token, value] of Object.entries(brandTheme({ primaryColor }))) {
        chat.style.setProperty(`--_preset-${token}`, value);
      }
      expect(tooClose(chat), scheme).to.deep.equal([]);
    }
  });
});
