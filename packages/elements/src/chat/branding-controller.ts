import type { LitElement } from 'lit';
import { type Branding, brandTheme } from '../branding/brand.js';
import { TOKENS } from '../styles/tokens.js';

/**
 * Dresses its host in the branding of an interface record. It goes before a theme by name; the
 * page's own tokens go before both. Through the CSSOM, which no content security policy forbids.
 */
export class BrandingController {
  readonly #host: LitElement;
  #branding: Branding | null = null;

  constructor(host: LitElement) {
    this.#host = host;
  }

  update(branding: Branding | null): void {
    if (branding === this.#branding) return;
    this.#branding = branding;
    const { style } = this.#host;
    const theme: Readonly<Record<string, string | undefined>> = branding === null ? {} : brandTheme(branding);
    for (const name of Object.keys(TOKENS)) {
      const value = theme[name];
      if (value === undefined) style.removeProperty(`--_preset-${name}`);
      else style.setProperty(`--_preset-${name}`, value);
    }
  }

  setTextScale(scale: number): void {
    if (scale === 1) this.#host.style.removeProperty('--_text-scale');
    else this.#host.style.setProperty('--_text-scale', String(scale));
  }
}
