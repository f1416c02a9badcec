import type { CSSResult } from 'lit';

/** Makes MathML, or anything else, of TeX. */
export interface MathRenderer {
  /**
   * @param tex without the marks around it; written by a model, so anything may be in it
   * @param isDisplay whether it stands on a line of its own
   * @returns a new node that is shown as it is; `null` for what it cannot read, which stays TeX
   */
  render(tex: string, isDisplay: boolean): Node | null;
  /** For what it makes: adopted by the shadow root that this is shown in. */
  readonly styles?: CSSResult | undefined;
}
