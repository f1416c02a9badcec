import type { Rgb } from '../branding/contrast.js';

/** Any colour of CSS as a screen shows it on `ground`: a canvas knows them all. */
export function shownColor(color: string, ground: string): Rgb {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('There is no canvas.');
  for (const fill of [ground, color]) {
    context.fillStyle = '#000000';
    context.fillStyle = fill;
    context.fillRect(0, 0, 1, 1);
  }
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}
