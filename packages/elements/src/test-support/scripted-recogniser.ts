/** The browser's own sends what it hears to a service: this one hears what a test or a story says. */
export class ScriptedRecogniser extends EventTarget {
  static last: ScriptedRecogniser | null = null;
  static isTaken = false;
  lang = '';
  continuous = false;
  interimResults = false;
  calls: string[] = [];
  readonly #final: unknown[] = [];

  start(): void {
    if (ScriptedRecogniser.isTaken) throw new DOMException('taken', 'InvalidStateError');
    this.calls.push('start');
    ScriptedRecogniser.last = this;
  }

  stop(): void {
    this.calls.push('stop');
  }

  abort(): void {
    this.calls.push('abort');
  }

  /** Delivers what was heard for sure before again with it, as browsers do. */
  hear(...heard: readonly (readonly [transcript: string, isFinal: boolean])[]): void {
    const added = heard.map(([transcript, isFinal]) => Object.assign([{ transcript }], { isFinal }));
    const results = [...this.#final, ...added];
    this.#final.push(...added.filter(({ isFinal }) => isFinal));
    // Chrome on Android names the first one each time.
    this.dispatchEvent(Object.assign(new Event('result'), { results, resultIndex: 0 }));
  }

  end(): void {
    this.dispatchEvent(new Event('end'));
  }

  fail(error: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { error }));
    this.dispatchEvent(new Event('end'));
  }
}
