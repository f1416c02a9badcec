import { AgentChatError, isKnownPart, type Part } from '@agent-chat/protocol';
import type { Identity } from '../methods/identity.js';
import type { InterfaceDirectory } from '../sessions/interfaces.js';

/** What somebody may upload. */
export interface UploadRules {
  readonly maxFiles: number;
  readonly maxBytes: number;
  readonly allowedTypes: readonly string[];
}

const BYTES_OF_MB = 1024 * 1024;

/** The rules of a visitor's interface; `null`: the attachments' own alone hold. */
export async function uploadRulesOf(
  { session }: Identity,
  interfaces: InterfaceDirectory,
): Promise<UploadRules | null> {
  if (session === null) return null;
  const config = await interfaces.find(session.server.slug);
  const uploads = config?.uploads ?? null;
  if (uploads === null) throw new AgentChatError('Forbidden', 'This chat takes no files.');
  const { maxFiles, maxFileSizeMb, allowedFileTypes } = uploads;
  return { maxFiles, maxBytes: maxFileSizeMb * BYTES_OF_MB, allowedTypes: allowedFileTypes };
}

/** @throws AgentChatError `Forbidden`; `InvalidMessage` for too many */
export async function requireMessageFiles(
  parts: readonly Part[],
  identity: Identity,
  interfaces: InterfaceDirectory,
): Promise<void> {
  const files = parts.filter((part) => isKnownPart(part) && part.type === 'attachment').length;
  const rules = files === 0 ? null : await uploadRulesOf(identity, interfaces);
  if (rules === null || files <= rules.maxFiles) return;
  throw new AgentChatError('InvalidMessage', `A message carries at most ${rules.maxFiles} files.`, {
    details: { maxFilesPerMessage: rules.maxFiles },
  });
}
