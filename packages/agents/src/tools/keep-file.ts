import type { Logger } from '@agent-chat/core';
import type { KeptFile, ResultFile } from './result-file.js';
import type { ToolCallPlace } from './tool.js';

/**
 * Keeps what a prompt cannot carry of a tool's result as an attachment of the conversation, and tells its id:
 * the agent is given that in its place.
 */
export type KeepResult = (
  result: ResultFile,
  call: ToolCallPlace,
) => Promise<{ readonly attachmentId: string }>;

interface KeepingFiles {
  readonly keepResult?: KeepResult | undefined;
  readonly call: ToolCallPlace;
  readonly logger: Logger;
}

/** Keeps a file, or says why it is not kept: the call has done its work, whatever becomes of the file. */
export async function keepFile(
  { name, contentType, bytes }: ResultFile,
  { keepResult, call, logger }: KeepingFiles,
): Promise<KeptFile> {
  const file = { name, contentType, sizeBytes: bytes.length };
  if (keepResult === undefined) return { file, note: 'It is not kept: no files are kept here.' };
  try {
    const { attachmentId } = await keepResult({ name, contentType, bytes }, call);
    return { attachment: { attachmentId, ...file } };
  } catch (error) {
    logger.log('error', 'A file of a tool was not kept.', { ...file, cause: String(error) });
    return { file, note: 'It could not be kept.' };
  }
}
