import type { AppendRequest, AppendResult, StoredEvent } from '@agent-chat/core';
import { encodeName } from './names.js';

/** A row of the SQL function `append`: a request that wrote nothing, once for each missing event. */
export interface AppendRow {
  readonly request: number;
  readonly status: number;
  readonly params_hash: string | null;
  readonly result: string | null;
  readonly seq: number | null;
  readonly json: string | null;
}

/** A request as it will be written: a copy, since its caller may go on with what it gave. */
export interface PreparedAppend {
  readonly conversationId: string;
  readonly tenant: string;
  readonly expectedSeq: number;
  readonly fence: number | null;
  readonly key: readonly [author: string, requestId: string, paramsHash: string, resultJson: string] | null;
  readonly runnable: boolean;
  readonly updatedAt: string;
  readonly participants: string;
  readonly record: string;
  readonly events: readonly StoredEvent[];
  /** In UTF-16 units of text. */
  readonly weight: number;
}

/**
 * @throws RangeError when the events leave a gap, which would break every reader for good, or when
 * a text is not JSON
 */
export function prepareAppend(request: AppendRequest): PreparedAppend {
  const { expectedSeq, events, key, record } = request;
  let weight = 0;
  for (const [index, { seq, json }] of events.entries()) {
    if (seq !== expectedSeq + 1 + index) {
      throw new RangeError(`Event ${index} of the append must follow seq ${expectedSeq + index}.`);
    }
    requireText(json);
    weight += json.length;
  }
  if (key) requireText(key.resultJson);
  const participants = record.participants.map(({ participantId }) => encodeName(participantId));
  return {
    conversationId: encodeName(request.conversationId),
    tenant: encodeName(request.tenant),
    expectedSeq,
    fence: request.fence ?? null,
    key: key
      ? [encodeName(key.author), encodeName(key.requestId), encodeName(key.paramsHash), key.resultJson]
      : null,
    runnable: request.runnable,
    updatedAt: record.updatedAt,
    participants: JSON.stringify([...new Set(participants)]),
    record: JSON.stringify(record),
    events: events.map(({ seq, json }) => ({ seq, json })),
    weight,
  };
}

/** The parameters of the SQL function `append`, in its order. */
export function appendParams(batch: readonly PreparedAppend[]): readonly unknown[] {
  const events = batch.flatMap((append, index) =>
    append.events.map((event) => ({ ...event, request: index + 1 })),
  );
  return [
    batch.map(({ conversationId }) => conversationId),
    batch.map(({ tenant }) => tenant),
    batch.map(({ expectedSeq }) => expectedSeq),
    batch.map((append) => append.events.length),
    batch.map(({ fence }) => fence),
    batch.map(({ key }) => key?.[0] ?? null),
    batch.map(({ key }) => key?.[1] ?? null),
    batch.map(({ key }) => key?.[2] ?? null),
    batch.map(({ key }) => key?.[3] ?? null),
    batch.map(({ runnable }) => runnable),
    batch.map(({ updatedAt }) => updatedAt),
    batch.map(({ participants }) => participants),
    batch.map(({ record }) => record),
    events.map(({ request }) => request),
    events.map(({ seq }) => seq),
    events.map(({ json }) => json),
  ];
}

/** What the rows say of each request: those without a row were appended. */
export function appendResults(count: number, rows: readonly AppendRow[]): readonly AppendResult[] {
  const results = Array.from({ length: count }, (): AppendResult => ({ status: 'appended' }));
  const missing = new Map<number, StoredEvent[]>();
  for (const row of rows) {
    const index = Number(row.request) - 1;
    switch (Number(row.status)) {
      case 1: {
        let events = missing.get(index);
        if (events === undefined) {
          events = [];
          missing.set(index, events);
          results[index] = { status: 'conflict', missing: events };
        }
        if (row.seq !== null && row.json !== null) events.push({ seq: Number(row.seq), json: row.json });
        break;
      }
      case 2:
        results[index] = row.result
          ? { status: 'duplicate', paramsHash: row.params_hash ?? '', resultJson: row.result }
          : { status: 'erased' };
        break;
      case 3:
        results[index] = { status: 'stale_fence' };
        break;
      case 4:
        results[index] = { status: 'gone' };
        break;
      default:
        throw new RangeError(`The database answered an append with the status ${row.status}.`);
    }
  }
  return results;
}

/** PostgreSQL would refuse the one and change the other. JSON escapes both. */
export function requireText(json: string): void {
  if (json.includes('\0') || !json.isWellFormed()) {
    throw new RangeError('A stored JSON text must escape U+0000 and lone surrogates.');
  }
}
