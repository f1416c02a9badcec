import type { RecordStore } from '@agent-chat/core';
import { AgentChatError, canonicalHash, type JsonValue } from '@agent-chat/protocol';

/** Which interface a request to make one has made, or is making, so that a retry makes no other. */
export interface MakeRequests {
  /**
   * The id of the interface that the request is for: `newId` the first time.
   * @throws AgentChatError `IdempotencyMismatch` for the same id with other params
   */
  begin(request: MakeRequest, newId: () => string): Promise<string>;
  /** It was refused: the next one with its id is another. */
  forget(request: MakeRequest): Promise<void>;
}

export interface MakeRequest {
  readonly tenant: string;
  readonly author: string;
  readonly clientRequestId: string;
  /** All of it, the method's name included. */
  readonly params: JsonValue;
}

interface Begun {
  readonly paramsHash: string;
  readonly interfaceId: string;
}

const COLLECTION = 'interface-requests';

export function createMakeRequests(records: RecordStore): MakeRequests {
  const idOf = ({ author, clientRequestId }: MakeRequest): string => `${clientRequestId}/${author}`;
  return {
    async begin(request, newId) {
      const begun = { paramsHash: canonicalHash(request.params), interfaceId: newId() };
      const id = idOf(request);
      if (await records.putIfAbsent(request.tenant, COLLECTION, id, begun)) return begun.interfaceId;
      const first = (await records.get(request.tenant, COLLECTION, id)) as unknown as Begun | null;
      // It was refused and forgotten in this very moment.
      if (first === null) return this.begin(request, newId);
      if (first.paramsHash !== begun.paramsHash) {
        throw new AgentChatError('IdempotencyMismatch', 'This request id was used with other params.');
      }
      return first.interfaceId;
    },
    async forget(request) {
      await records.delete(request.tenant, COLLECTION, idOf(request));
    },
  };
}
