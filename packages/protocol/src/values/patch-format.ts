/** RFC 6901: empty for the whole document, else `/` and keys or indexes; `~1` is `/`, `~0` is `~`. */
export const POINTER = /^(?:\/[^~]*(?:~[01][^~]*)*)?$/;

/** The most operations of one patch. */
export const MAX_PATCH_OPERATIONS = 1_000;
