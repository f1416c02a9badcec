import { expect, fixture, html } from '@open-wc/testing';
import { describe, it } from 'vitest';
import { brandTheme } from '../branding/brand.js';
import { contrast } from '../branding/contrast.js';
import type { AgentChat } from '../chat/chat.js';
import type { TokenName } from '../styles/tokens.js';
import { shownColor } from '../test-support/computed-color.js';
import { SAMPLES } from '../test-support/sample-conversations.js';
import { loadTheme, THEME_NAMES, themeDeclarations } from './themes.js';
import '../define.js';

type Pair = readonly [foreground: TokenName, background: TokenName];

const GROUNDS = ['surface', 'surface-raised', 'surface-sunken', 'surface-hover'] as const;
const on = (grounds: readonly TokenName[], ...tokens: readonly TokenName[]): Pair[] =>
  tokens.flatMap((token) => grounds.map((ground): Pair => [token, ground]));

/** Text needs 4.5, whatever its size: what stands on what, over all elements. */
const TEXT: readonly Pair[] = [
  ...on(GROUNDS, 'text', 'text-muted'),
  ...on(
    ['surface', 'surface-raised', 'surface-sunken'],
    'link',
    'accent-text',
    'danger',
    'warning',
    'success',
  ),
  ...on(['user-surface'], 'user-text'),
  ...on(['accent'], 'accent-contrast'),
  ...on(['accent-surface'], 'text', 'text-muted', 'accent-text'),
  ...on(['attention-surface'], 'text', 'text-muted', 'warning'),
  ...on(['failure-surface'], 'text', 'text-muted', 'danger'),
  ...on(['success-surface'], 'text', 'success'),
  ...on(['header-surface'], 'header-text'),
];

/** What is no text needs 3: the edge of a field, the ring around what has the focus. */
const SYMBOLS: readonly Pair[] = [
  ...on(['surface', 'surface-raised', 'surface-sunken'], 'border-strong', 'focus'),
  ...on(['surface-hover', 'accent-surface', 'user-surface'], 'focus'),
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
  const colorOf = (token: TokenName): string => {
    probe.style.color = `var(--_${token})`;
    return getComputedStyle(probe).color;
  };
  const surface = colorOf('paper');
  const check = ([front, back]: Pair, atLeast: number): string | null => {
    const ground = shownColor(colorOf(back), surface);
    const ratio = contrast(shownColor(colorOf(front), `rgb(${ground.join(' ')})`), ground);
    return ratio >= atLeast ? null : `${front} on ${back}: ${ratio.toFixed(2)}`;
  };
  const found = [...TEXT.map((pair) => check(pair, 4.5)), ...SYMBOLS.map((pair) => check(pair, 3))].filter(
    (words) => words !== null,
  );
  probe.remove();
  return found;
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
