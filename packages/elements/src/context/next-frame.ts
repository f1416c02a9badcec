/** A page that is not painted has no frames: it goes on at this pace, or slower as the browser decides. */
const MAX_FRAME_MS = 250;

/** Calls `callback` once with the next frame, or without one. The returned function prevents it. */
export function onNextFrame(callback: () => void): () => void {
  const cancel = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  const run = (): void => {
    cancel();
    callback();
  };
  const frame = requestAnimationFrame(run);
  const timer = setTimeout(run, MAX_FRAME_MS);
  return cancel;
}
