/** The media types of pictures that every model takes which takes any. */
export const COMMON_IMAGE_TYPES: readonly string[] = ['image/png', 'image/jpeg', 'image/webp'];
