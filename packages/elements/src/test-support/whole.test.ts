import { expect, fixture, html } from '@open-wc/testing';
import { LitElement, type TemplateResult } from 'lit';
import { describe, it } from 'vitest';
import { nextFrame } from './next-frame.js';
import { deepElements, differences, whole } from './whole.js';

/** As a chat whose words are being loaded: more frames pass than those that have to be quiet. */
class LateElement extends LitElement {
  protected override async scheduleUpdate(): Promise<void> {
    for (let frame = 0; frame < 10; frame += 1) await nextFrame();
    await super.scheduleUpdate();
  }

  protected override render(): TemplateResult {
    return html`<p class="late">Here</p>`;
  }
}
customElements.define('test-late-element', LateElement);

describe('a whole story', () => {
  it('has what its elements wait for, and what comes or goes later is told', async () => {
    const root = await fixture<HTMLElement>(html`<div><b></b></div>`);
    root.append(document.createElement('test-late-element'));
    const seen = await whole(root);
    expect(seen.map(({ localName }) => localName)).to.deep.equal(['b', 'test-late-element', 'p']);
    expect(differences(seen, deepElements(root))).to.deep.equal([]);
    root.firstElementChild?.replaceWith(document.createElement('i'));
    expect(differences(seen, deepElements(root))).to.deep.equal(['i has come', 'b has gone']);
  });
});
