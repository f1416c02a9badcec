/** The characters of `text` among words from right to left, as they stand on the screen from left to right. */
export function shownFromLeft(text: string): string {
  const place = document.createElement('p');
  place.dir = 'rtl';
  place.style.whiteSpace = 'nowrap';
  document.body.append(place);
  const spans = [...text].map((character) => {
    const span = document.createElement('span');
    span.textContent = character;
    place.append(span);
    return span;
  });
  const boxes = spans.map((span) => ({ text: span.textContent, box: span.getBoundingClientRect() }));
  place.remove();
  return boxes
    .filter(({ box }) => box.width > 0)
    .toSorted((a, b) => a.box.left - b.box.left)
    .map((each) => each.text)
    .join('');
}
