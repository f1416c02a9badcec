/** Resolves when the elements have taken over the present state, which they do once a frame. */
export async function nextFrame(): Promise<void> {
  await new Promise(requestAnimationFrame);
  await new Promise((resolve) => setTimeout(resolve));
}
