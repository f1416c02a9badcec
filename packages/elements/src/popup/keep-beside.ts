import { placePanel } from './place-panel.js';

/**
 * Puts `panel`, an open popover, beside `anchor`, and keeps it there wherever that goes, as long as it is
 * open. It looks with each frame: of what scrolls inside a shadow root nothing is heard outside of it.
 *
 * @param onGone told when the anchor has gone out of sight, also behind the edge of what scrolls around it
 * @returns what ends it before the panel is closed
 */
export function keepBeside(
  panel: HTMLElement,
  anchor: Element,
  wanted: 'above' | 'below',
  onGone: () => void,
): () => void {
  let place = '';
  let frame = 0;
  let wasSeen = false;
  const sight = new IntersectionObserver(
    (entries) => {
      const isSeen = entries.at(-1)?.isIntersecting === true;
      if (wasSeen && !isSeen) onGone();
      wasSeen = isSeen;
    },
    // That of this page: a frame may be larger than what the page around it shows of it.
    { root: document },
  );
  const end = (): void => {
    cancelAnimationFrame(frame);
    sight.disconnect();
  };
  const look = (): void => {
    if (!panel.matches(':popover-open')) {
      end();
      return;
    }
    const now = placeOf(anchor);
    if (now !== place) placePanel(panel, anchor, wanted);
    place = now;
    frame = requestAnimationFrame(look);
  };
  sight.observe(anchor);
  look();
  return end;
}

/** In a window that may get another size. */
function placeOf(anchor: Element): string {
  const { x, y, width, height } = anchor.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  return [x, y, width, height, clientWidth, clientHeight].join();
}
