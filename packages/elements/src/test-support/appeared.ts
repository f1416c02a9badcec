/** What has just been shown has the colours that it keeps once it no longer moves or fades. */
export async function appeared(element: Element | null | undefined): Promise<void> {
  const moving = element?.getAnimations({ subtree: true }) ?? [];
  await Promise.all(moving.map(({ finished }) => finished));
}
