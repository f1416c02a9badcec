import { noChange, nothing } from 'lit';
import { Directive, type ElementPart, directive } from 'lit/directive.js';
import type { CodeColours } from './code-colours.js';
import { CodeView } from './code-view.js';
import type { CodeLanguage } from './highlighter.js';
import type { Work } from './slices.js';

/** Fills an element with lines of code, which may still be arriving, in the colours of their language. */
class CodeLines extends Directive {
  #view: CodeView | null = null;
  #colours: CodeColours | null = null;
  #name: string | null = null;

  render(_text: string, _name: string, _colours: CodeColours): unknown {
    return nothing;
  }

  override update(part: ElementPart, [text, name, colours]: Parameters<CodeLines['render']>): unknown {
    const view = (this.#view ??= new CodeView(part.element as HTMLElement));
    if (name !== this.#name || colours !== this.#colours) {
      this.#name = name;
      this.#colours = colours;
      view.colour(null);
      const language = colours.language(name);
      if (language instanceof Promise) this.#colourLater(language, name, colours);
      else view.colour(language);
    }
    if (view.show(text)) colours.slices.soon(this.#read);
    return noChange;
  }

  #colourLater(loading: Promise<CodeLanguage | null>, name: string, colours: CodeColours): void {
    void loading.then((language) => {
      if (language === null || name !== this.#name || colours !== this.#colours) return;
      this.#view?.colour(language);
      colours.slices.add(this.#read);
    });
  }

  readonly #read: Work = (isOver) => {
    try {
      return this.#view?.read(isOver) === true;
    } catch (cause) {
      this.#view?.colour(null);
      this.#colours?.fail(cause);
      return false;
    }
  };
}

export const codeLines = directive(CodeLines);
