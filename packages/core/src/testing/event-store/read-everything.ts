import type { EventStore, PositionedEvent } from '../../ports/event-store.js';

/** The events of the whole store, read in pages. */
export async function readEverything(
  store: EventStore,
  limit = 100,
  afterPosition?: string,
): Promise<readonly PositionedEvent[]> {
  const events: PositionedEvent[] = [];
  for (let after = afterPosition; ; after = events.at(-1)?.position ?? after) {
    const page = await store.readAll({ limit, ...(after !== undefined && { afterPosition: after }) });
    if (page.length > limit)
      throw new Error(`A page of ${page.length} where at most ${limit} were asked for.`);
    if (page.length === 0) return events;
    events.push(...page);
  }
}

/** What two stores have in common: positions are each store's own. */
export function withoutPositions(
  events: readonly PositionedEvent[],
): readonly Omit<PositionedEvent, 'position'>[] {
  return events.map(({ position: _position, ...event }) => event);
}
