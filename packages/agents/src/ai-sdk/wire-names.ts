import { textHash } from '@agent-chat/protocol';

/** What every provider takes, also of what another model once made up: one of them refuses all else. */
const FITS = /^[\w-]{1,64}$/;

/** A call's id as every provider takes it: always the same for the same, and another for another. */
export function wireId(toolCallId: string): string {
  if (FITS.test(toolCallId)) return toolCallId;
  return `${plain(toolCallId).slice(0, 47)}_${textHash(toolCallId).slice(0, 16)}`;
}

/** The name of a tool as every provider takes it, also of one that there never was. */
export function wireName(name: string): string {
  return FITS.test(name) ? name : plain(name).slice(0, 64) || 'unknown';
}

function plain(text: string): string {
  return text.replaceAll(/[^\w-]+/g, '_');
}
