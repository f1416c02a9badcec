import { AgentChatError, type PersonaRef } from '@agent-chat/protocol';
import type { ApiCall } from './api-context.js';

/**
 * The version of a persona that a caller gets by choosing it now.
 * @throws AgentChatError `Forbidden`, `InvalidRequest` for one that there is not
 */
export async function choosePersona({ caller, context }: ApiCall, personaId: string): Promise<PersonaRef> {
  const { personas } = context;
  const isOwner = caller.kind === 'member' || caller.kind === 'operator';
  if (!(personas?.mayChoose?.(caller, personaId) ?? isOwner)) {
    throw new AgentChatError('Forbidden', 'You may not choose this persona.', { details: { personaId } });
  }
  const persona = (await personas?.pin(caller.tenant, personaId)) ?? null;
  if (persona !== null) return persona;
  throw new AgentChatError('InvalidRequest', `There is no persona "${personaId}".`, {
    details: { path: 'personaId' },
  });
}

/** Of a new conversation: the one that is named, else the default one, where there is any. */
export async function firstPersona(call: ApiCall, named: string | undefined): Promise<PersonaRef | null> {
  if (named !== undefined) return choosePersona(call, named);
  return (await call.context.personas?.pin(call.caller.tenant, null)) ?? null;
}
