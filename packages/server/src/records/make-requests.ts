import type { RecordStore } from '@agent-chat/core';
import { AgentChatError, canonicalHash, type JsonValue, type MethodName } from '@agent-chat/protocol';
import { changeRecord, type RecordPlace } from './change-record.js';

/**
 * What requests to make a record have made, or are making, so that a retry makes no other. `Made` is
 * what is to be known of it then.
 */
export interface MakeRequests<Made extends MadeFields> {
  /**
   * What the request has made, or is to make: `made()` the first time.
   * @throws AgentChatError `IdempotencyMismatch` for the same id with other params
   */
  begin(request: MakeRequest, made: () => Made): Promise<Made>;
  /** More is known of it now. Does nothing where the request was forgotten. */
  note(request: RequestName, made: Made): Promise<void>;
  /** It was refused: the next one with its id is another. */
  forget(request: RequestName): Promise<void>;
}

export type MadeFields = Readonly<Record<string, JsonValue>>;

export interface RequestName {
  readonly tenant: string;
  readonly author: string;
  readonly clientRequestId: string;
}

export interface MakeRequest extends RequestName {
  /** All of it, the method's name included. */
  readonly params: JsonValue;
}

type Begun<Made> = Made & { readonly paramsHash: string };

export function createMakeRequests<Made extends MadeFields>(
  records: RecordStore,
  collection: string,
): MakeRequests<Made> {
  const placeOf = ({ tenant, author, clientRequestId }: RequestName): RecordPlace => [
    tenant,
    collection,
    `${clientRequestId}/${author}`,
  ];
  return {
    async begin(request, made) {
      const begun: Begun<Made> = { ...made(), paramsHash: canonicalHash(request.params) };
      if (await records.putIfAbsent(...placeOf(request), begun)) return begun;
      const first = (await records.get(...placeOf(request))) as Begun<Made> | null;
      // It was refused and forgotten in this very moment.
      if (first === null) return this.begin(request, made);
      if (first.paramsHash !== begun.paramsHash) {
        throw new AgentChatError('IdempotencyMismatch', 'This request id was used with other params.');
      }
      return first;
    },
    note: (request, made) =>
      changeRecord(records, placeOf(request), (value) =>
        value === null ? null : { ...(value as Begun<Made>), ...made },
      ),
    async forget(request) {
      await records.delete(...placeOf(request));
    },
  };
}

/** A call as the request that it is, whoever repeats it. */
export function makeRequestOf(
  method: MethodName,
  params: { readonly clientRequestId: string },
  { tenant, participantId }: { readonly tenant: string; readonly participantId: string },
): MakeRequest {
  const { clientRequestId, ...rest } = params;
  return {
    tenant,
    author: participantId,
    clientRequestId,
    params: { method, params: rest as unknown as JsonValue },
  };
}
