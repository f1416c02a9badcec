/** A hand that presses a button moves the pointer as well, by less than this, in pixels. */
const STILL_PX = 6;

/** Whether the reader holds a pointer down that was pressed in a box: draws a selection, say. */
export class HeldPointer {
  #box: HTMLElement | null = null;
  #from: PointerEvent | null = null;
  #isDrawing = false;

  get isDown(): boolean {
    return this.#from !== null;
  }

  /** Whether it was moved since. */
  get isDrawing(): boolean {
    return this.#isDrawing;
  }

  connect(box: HTMLElement): void {
    this.#box = box;
    box.addEventListener('pointerdown', this.#onDown, { passive: true });
  }

  disconnect(): void {
    this.#box?.removeEventListener('pointerdown', this.#onDown);
    this.#box = null;
    this.#release();
  }

  readonly #onDown = (event: PointerEvent): void => {
    this.#release();
    this.#from = event;
    window.addEventListener('pointermove', this.#onMove, { passive: true });
    window.addEventListener('pointerup', this.#release);
    // A finger that scrolls is none any more.
    window.addEventListener('pointercancel', this.#release);
  };

  readonly #onMove = ({ buttons, clientX, clientY }: PointerEvent): void => {
    // Nobody says when a scroll bar is let go.
    if (buttons === 0 || this.#from === null) return this.#release();
    const way = Math.hypot(clientX - this.#from.clientX, clientY - this.#from.clientY);
    if (way > STILL_PX) this.#isDrawing = true;
  };

  readonly #release = (): void => {
    this.#from = null;
    this.#isDrawing = false;
    window.removeEventListener('pointermove', this.#onMove);
    window.removeEventListener('pointerup', this.#release);
    window.removeEventListener('pointercancel', this.#release);
  };
}
