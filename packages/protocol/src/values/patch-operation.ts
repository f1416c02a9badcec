import * as z from 'zod/mini';
import { MAX_PATCH_OPERATIONS, POINTER } from './patch-format.js';

const Pointer = z.string().check(z.regex(POINTER));

/** One change of a JSON document, or a test of it (RFC 6902). Pointers are those of RFC 6901. */
export const PatchOperation = z.union([
  z.object({ op: z.enum(['add', 'replace', 'test']), path: Pointer, value: z.unknown() }),
  z.object({ op: z.literal('remove'), path: Pointer }),
  z.object({ op: z.enum(['move', 'copy']), from: Pointer, path: Pointer }),
]);
export type PatchOperation = z.infer<typeof PatchOperation>;

/** A patch of RFC 6902: its operations apply in their order, all or none. */
export const JsonPatch = z.array(PatchOperation).check(z.maxLength(MAX_PATCH_OPERATIONS));
export type JsonPatch = z.infer<typeof JsonPatch>;
