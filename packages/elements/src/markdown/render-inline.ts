import { html, nothing } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { imageIcon } from '../icons/icons.js';
import { visibleControls } from '../tool-call/inert-text.js';
import { growingText } from './growing-text.js';
import { holdsFormula, type Image, type InlineToken, type Link, plainText } from './inline-tokens.js';
import { destination, pretendsToBeElsewhere } from './link-deception.js';
import type { Chip, RenderContext } from './markdown-context.js';
import { renderFormula } from './render-math.js';
import { safeImageUrl, safeUrl } from './safe-url.js';
import { shortTitle } from './short-title.js';

export function renderInlines(tokens: readonly InlineToken[], context: RenderContext): unknown {
  const [first] = tokens;
  if (first === undefined) return nothing;
  // Most lines are one text: it needs no list.
  if (tokens.length === 1) return renderInline(first, context);
  return tokens.map((token) => renderInline(token, context));
}

function renderInline(token: InlineToken, context: RenderContext): unknown {
  switch (token.type) {
    case 'text':
      return renderText(token.text, context);
    case 'strong':
      return html`<strong>${renderInlines(token.children, context)}</strong>`;
    case 'em':
      return html`<em>${renderInlines(token.children, context)}</em>`;
    case 'del':
      return html`<del>${renderInlines(token.children, context)}</del>`;
    case 'code':
      return html`<code part="code-inline">${growingText(token.text)}</code>`;
    case 'break':
      return html`<br />`;
    case 'math':
      return renderFormula(token, context);
    case 'link':
      return renderLink(token, context);
    case 'image':
      return renderImage(token, context);
    case 'footnote':
      return renderFootnoteMark(token.label, context);
    case 'html':
      // The one tag that cannot hurt, and the only way to break a line in a table.
      return /^<br\s*\/?>$/i.test(token.text) ? html`<br />` : growingText(token.text);
    default:
      return token satisfies never;
  }
}

/** Text with a chip in place of each `[marker]` that has a source. */
function renderText(text: string, context: RenderContext): unknown {
  const { chips, isInLink } = context;
  if (isInLink || chips.size === 0 || !text.includes('[')) return growingText(text);
  return text.split(/(\[[^[\]\s]{1,16}\])/).map((piece) => {
    const chip = piece.startsWith('[') ? chips.get(piece.slice(1, -1)) : undefined;
    return chip === undefined ? growingText(piece) : renderCitation(chip, context);
  });
}

function renderCitation({ marker, sign, title, name }: Chip, { onSource }: RenderContext): unknown {
  return html`<button
    type="button"
    class="citation"
    part="citation"
    title=${title}
    aria-label=${name}
    aria-haspopup="dialog"
    @click=${(event: Event) => onSource(marker, event.currentTarget as HTMLElement)}
  >
    ${sign}
  </button>`;
}

function renderFootnoteMark(label: string, context: RenderContext): unknown {
  const { number, name } = context.marks.of(label);
  if (context.isInLink) return html`<sup>${number}</sup>`;
  return html`<sup
    ><button
      type="button"
      class="footnote"
      part="footnote"
      aria-label=${name}
      data-footnote-mark=${number}
      @click=${() => context.onJump(`[data-footnote="${number}"]`)}
      >${number}</button
    ></sup
  >`;
}

function renderLink({ href, title: wholeTitle, children }: Link, context: RenderContext): unknown {
  const url = safeUrl(href, context.baseUrl);
  const label = renderInlines(children, { ...context, isInLink: true });
  // What must not be followed stays as the text that it is.
  if (url === null) return html`<span class="refused-link">${label}</span>`;
  const text = plainText(children);
  const title = wholeTitle === null ? undefined : shortTitle(wholeTitle);
  const place = destination(url);
  const deceives =
    // Which words TeX draws nobody can say who has not drawn it.
    holdsFormula(children) ||
    [text, title ?? ''].some((words) => words.trim() !== '' && pretendsToBeElsewhere(words, url));
  return html`<a
    part="link"
    href=${url.href}
    target="_blank"
    rel="noopener noreferrer"
    title=${ifDefined(title === undefined ? undefined : visibleControls(title))}
    >${text.trim() === '' ? place : label}</a
  >${deceives ? html` <span class="link-host" dir="ltr">(${place})</span>` : nothing}`;
}

/** A remote image tells its server who reads what, so the reader decides. */
function renderImage({ href, alt }: Image, context: RenderContext): unknown {
  const { messages, images, onImage } = context;
  // In a link it is its description.
  if (context.isInLink) return growingText(alt);
  const url = safeImageUrl(href, context.baseUrl);
  const label = alt.trim() === '' ? messages.image : visibleControls(alt);
  if (url === null) return html`<span class="refused-link">${label}</span>`;
  const state = images.get(url.href);
  if (state === 'shown') {
    return html`<img
      part="image"
      tabindex="-1"
      src=${url.href}
      alt=${visibleControls(alt)}
      referrerpolicy="no-referrer"
      loading="lazy"
      @error=${() => onImage(url.href, 'failed')}
    />`;
  }
  return html`<button
      type="button"
      class="image-placeholder"
      part="image-placeholder"
      @click=${() => onImage(url.href, 'shown')}
    >
      ${imageIcon}<span
        >${label} <small>${state === 'failed' ? messages.imageFailed : messages.loadImage(url.host)}</small></span
      >
    </button>`;
}
