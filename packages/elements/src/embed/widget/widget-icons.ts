const SVG = 'http://www.w3.org/2000/svg';

/** Our own icons, as those of the chat: drawn on 24 units, in the colour of the text. */
const SHAPES: Readonly<Record<string, string>> = {
  chat: 'M20.5 11.6c0 4.3-3.8 7.7-8.5 7.7-1.1 0-2.2-.2-3.2-.5L4 20.5l1.2-4A7.2 7.2 0 0 1 3.5 11.6C3.5 7.3 7.3 3.9 12 3.9s8.5 3.4 8.5 7.7z',
  message:
    'M5.5 5h13A2.5 2.5 0 0 1 21 7.5v8a2.5 2.5 0 0 1-2.5 2.5H11l-4.5 3.5V18h-1A2.5 2.5 0 0 1 3 15.5v-8A2.5 2.5 0 0 1 5.5 5zM7.5 9.7h9M7.5 13.3h5.5',
  help: 'M12 3.4a8.6 8.6 0 1 0 0 17.2 8.6 8.6 0 0 0 0-17.2zM9.6 9.7a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.2.9-1.2 1.8M12 16.6v.1',
  close: 'm6.5 6.5 11 11M17.5 6.5l-11 11',
  down: 'm5.5 9 6.5 6.5L18.5 9',
};

/** One of ours by its name, else a picture by its address. */
export function widgetIcon(name: string, server: string): Element {
  const shape = SHAPES[name];
  if (shape === undefined) {
    const url = URL.parse(name, `${server}/`);
    // From nowhere but the server, or somewhere that is encrypted.
    if (url === null || !(url.origin === new URL(server).origin || url.protocol === 'https:')) {
      return widgetIcon('chat', server);
    }
    const picture = document.createElement('img');
    picture.src = url.href;
    picture.alt = '';
    picture.referrerPolicy = 'no-referrer';
    picture.addEventListener('error', () => picture.replaceWith(widgetIcon('chat', server)));
    return picture;
  }
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', shape);
  svg.append(path);
  return svg;
}
