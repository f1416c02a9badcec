import type { AgentRunner, EventStore, ReadRequest } from '@agent-chat/core';

/** One reader's look at a log, page by page. */
interface Look {
  readonly conversationId: string;
  /** Behind which seq each page was asked for. */
  readonly afterSeqs: number[];
  /** Up to where it has come; `null`: there was no more. */
  end: number | null;
  /** By the agent whose turn it is, which is given the log. */
  isOfTurn: boolean;
}

/** Watches who reads the logs of a store: the runners of `agent`, and everybody else. */
export class LogLooks {
  #looks: Look[] = [];

  /** Those since the last call. */
  take(): readonly Look[] {
    const taken = this.#looks;
    this.#looks = [];
    return taken;
  }

  store(inner: EventStore): EventStore {
    return new Proxy(inner, {
      get: (target, name) => {
        if (name === 'read') return (request: ReadRequest) => this.#read(target, request);
        const member: unknown = Reflect.get(target, name, target);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
  }

  agent(inner: AgentRunner): AgentRunner {
    return {
      run: (input) => {
        // What it was given is what was read last.
        const look = this.#looks.findLast(
          ({ conversationId, isOfTurn }) => conversationId === input.turn.conversationId && !isOfTurn,
        );
        if (look !== undefined) look.isOfTurn = true;
        return inner.run(input);
      },
    };
  }

  async #read(store: EventStore, request: ReadRequest): ReturnType<EventStore['read']> {
    const { conversationId, limit, beforeSeq } = request;
    // Backwards it goes on from no other page.
    const afterSeq = beforeSeq === undefined ? (request.afterSeq ?? 0) : -1;
    const known = this.#looks.find(
      (look) => look.conversationId === conversationId && look.end === afterSeq && !look.isOfTurn,
    );
    const look = known ?? { conversationId, afterSeqs: [], end: null, isOfTurn: false };
    if (known === undefined) this.#looks.push(look);
    look.afterSeqs.push(afterSeq);
    look.end = null;
    const page = await store.read(request);
    // A page that is not full is the last one.
    look.end = page.length < limit ? null : (page.at(-1)?.seq ?? null);
    return page;
  }
}
