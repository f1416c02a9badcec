import { noChange, nothing } from 'lit';
import { Directive, type ElementPart, directive } from 'lit/directive.js';
import { addStyles } from '../../popup/adopt-styles.js';
import type { Formulas } from './formulas.js';

/**
 * Fills an element with a formula: with its TeX as long as it is being written or loaded, or when
 * nobody can read it, else with what the renderer makes of it.
 */
class FormulaView extends Directive {
  #element: Element | null = null;
  #tex: string | null = null;
  #isDisplay = false;
  #isWhole = false;
  #formulas: Formulas | null = null;

  render(_tex: string, _isDisplay: boolean, _isWhole: boolean, _formulas: Formulas): unknown {
    return nothing;
  }

  override update(
    part: ElementPart,
    [tex, isDisplay, isWhole, formulas]: Parameters<FormulaView['render']>,
  ): unknown {
    const isSame =
      tex === this.#tex &&
      isDisplay === this.#isDisplay &&
      isWhole === this.#isWhole &&
      formulas === this.#formulas;
    if (isSame) return noChange;
    this.#element = part.element;
    this.#tex = tex;
    this.#isDisplay = isDisplay;
    this.#isWhole = isWhole;
    this.#formulas = formulas;
    this.#showSource(tex);
    if (isWhole) formulas.slices.soon(this.#show);
    return noChange;
  }

  #showSource(tex: string): void {
    const source = document.createElement('code');
    source.className = 'formula-source';
    source.append(tex);
    this.#element?.replaceChildren(source);
  }

  readonly #show = (): boolean => {
    const formulas = this.#formulas;
    if (formulas === null || this.#tex === null || !this.#isWhole) return false;
    const renderer = formulas.renderer(() => formulas.slices.soon(this.#show));
    if (renderer === null) return false;
    try {
      const node = renderer.render(this.#tex, this.#isDisplay);
      const element = this.#element;
      if (node === null || element === null) return false;
      element.replaceChildren(node);
      const { styles } = renderer;
      // What is rendered for the first time is put in its place only afterwards.
      if (styles) queueMicrotask(() => addStyles(element.getRootNode(), styles));
    } catch (cause) {
      formulas.fail(cause);
    }
    return false;
  };
}

export const formulaView = directive(FormulaView);
