/** In CSS pixels; drawn twice as large for fine screens. */
const SIZE = 44;
const MAX_PIXELS_OF_SCREEN = 2;

/**
 * Draws the middle of a picture. A canvas rather than an image: it needs no address, so that no
 * policy of the page has to allow one, and what is drawn cannot be a program.
 */
export async function drawPreview(canvas: HTMLCanvasElement, file: File): Promise<boolean> {
  if (!file.type.startsWith('image/') || file.type === 'image/svg+xml') return false;
  try {
    const bitmap = await createImageBitmap(file);
    const side = Math.min(bitmap.width, bitmap.height);
    canvas.width = canvas.height = SIZE * MAX_PIXELS_OF_SCREEN;
    const left = (bitmap.width - side) / 2;
    const top = (bitmap.height - side) / 2;
    canvas.getContext('2d')?.drawImage(bitmap, left, top, side, side, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return true;
  } catch {
    return false; // Not a picture that this browser knows: its icon stands for it.
  }
}
