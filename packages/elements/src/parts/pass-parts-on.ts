/**
 * The widget is a shadow tree between the page and its chat. Its loader is small, and few pages need
 * them: what the page may restyle of the chat comes with the chat, there alone.
 */
export async function passPartsOn(chat: Element): Promise<void> {
  const root = chat.getRootNode();
  if (!(root instanceof ShadowRoot) || !root.host.hasAttribute('data-agent-chat-widget')) return;
  const { widgetParts } = await import('./widget-parts.js');
  chat.setAttribute('exportparts', widgetParts());
}
