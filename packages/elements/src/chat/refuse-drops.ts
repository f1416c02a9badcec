/** A file that is dropped where none is taken would be opened in place of the page. */
export function refuseDrops(chat: HTMLElement): void {
  for (const type of ['dragover', 'drop'] as const) {
    chat.addEventListener(type, (event) => {
      if (event.dataTransfer?.types.includes('Files') === true) event.preventDefault();
    });
  }
}
