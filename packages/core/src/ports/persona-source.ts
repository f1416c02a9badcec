import type { Caller, PersonaRef } from '@agent-chat/protocol';

/** Where the personas come from that conversations have. */
export interface PersonaSource {
  /**
   * The newest version of a persona, or of the default one for `null`, kept so that conversations that
   * have it go on with it. `null`: there is none.
   */
  pin(tenant: string, personaId: string | null): Promise<PersonaRef | null>;
  /** Whether a caller may choose it. Default: members and operators may. */
  mayChoose?(caller: Caller, personaId: string): boolean;
}
