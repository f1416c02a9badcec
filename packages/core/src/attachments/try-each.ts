import { AgentChatError } from '@agent-chat/protocol';

/**
 * Does `work` for each of `items`, one after the other. What is wrong with one holds up no other: when all
 * were tried it rejects with what the first such failed with. A store that is away is so for all of them:
 * that it rejects with at once.
 */
export async function tryEach<T>(items: AsyncIterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const faults: AgentChatError[] = [];
  for await (const item of items) {
    try {
      await work(item);
    } catch (error) {
      const fault = AgentChatError.from(error);
      if (fault.code === 'Unavailable') throw fault;
      faults.push(fault);
    }
  }
  const [first] = faults;
  if (first !== undefined) throw first;
}
