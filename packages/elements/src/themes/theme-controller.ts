import type { LitElement } from 'lit';
import { reportFailure } from '../context/report-failure.js';
import { loadTheme, type ThemeName, themeDeclarations, themeName } from './themes.js';

/** Dresses its host in the theme that `theme` names; a page's own tokens go before it. */
export class ThemeController {
  readonly #host: LitElement;
  readonly #sheet = new CSSStyleSheet();
  /** `undefined`: what was asked for could not be had, and is asked for again. */
  #name: ThemeName | null | undefined = null;

  constructor(host: LitElement) {
    this.#host = host;
  }

  /** The promise is there while a theme has to be fetched, and never rejects. */
  update(theme: string | undefined): Promise<void> | null {
    const name = themeName(theme);
    if (name === this.#name) return null;
    this.#name = name;
    if (name === null) {
      this.#sheet.replaceSync('');
      return null;
    }
    const loading = loadTheme(name).then((loaded) => {
      if (this.#name !== name) return;
      this.#sheet.replaceSync(`:host {\n${themeDeclarations(loaded, '--_preset-')}\n}`);
    });
    reportFailure(this.#host, loading);
    return loading.catch(() => {
      if (this.#name === name) this.#name = undefined;
    });
  }

  /** Once there is a shadow root. */
  adopt(root: ShadowRoot): void {
    if (!root.adoptedStyleSheets.includes(this.#sheet)) root.adoptedStyleSheets.push(this.#sheet);
  }
}
