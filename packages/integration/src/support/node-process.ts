import { setTimeout as sleep } from 'node:timers/promises';
import { AgentChatError, type Caller, type ErrorBody } from '@agent-chat/protocol';
import { type Child, programsBeside } from '@agent-chat/store-test-support';

const runChild = programsBeside(import.meta.url);

type Line =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: ErrorBody }
  | { readonly ready: true }
  | { readonly frozen: string }
  | { readonly stale: string };

/** A node in a process of its own, which the test may kill, stop and start again. */
export class NodeProcess {
  /** Conversations in which the store refused a write of this node because of its fence. */
  readonly stale: string[] = [];
  readonly #args: readonly string[];
  #child: Child | null = null;
  #nextId = 0;
  #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #ready = Promise.withResolvers<void>();
  #frozen = Promise.withResolvers<void>();

  constructor(args: readonly string[]) {
    this.#args = args;
  }

  /** Resolves when it takes commands. */
  start(): Promise<void> {
    const child = runChild('tool-node.ts', this.#args);
    this.#child = child;
    this.#ready = Promise.withResolvers<void>();
    // A line that is on its way to a process that was killed is lost, as with a socket.
    child.process.stdin.on('error', () => undefined);
    void this.#read(child);
    return this.#ready.promise;
  }

  kill(): void {
    this.#child?.process.kill('SIGKILL');
    for (const { reject } of this.#waiting.values()) reject(connectionLost());
    this.#waiting.clear();
  }

  pause(): void {
    this.#child?.process.kill('SIGSTOP');
  }

  goOn(): void {
    this.#child?.process.kill('SIGCONT');
  }

  /** It stops itself at its next write under a lease; resolves when it has. */
  async freeze(): Promise<void> {
    this.#frozen = Promise.withResolvers<void>();
    await this.#send({ freeze: true });
  }

  get frozen(): Promise<void> {
    return this.#frozen.promise;
  }

  /** What a viewer that comes now is sent. */
  snapshot(conversationId: string): Promise<unknown> {
    return this.#send({ snapshot: conversationId });
  }

  /** @throws AgentChatError the node's, or `ConnectionLost` when it does not answer in time */
  call(as: Caller, method: string, params: object, timeoutMs: number): Promise<unknown> {
    const timeout = sleep(timeoutMs).then(() => Promise.reject(connectionLost()));
    return Promise.race([this.#send({ as, method, params }), timeout]);
  }

  #send(command: object): Promise<unknown> {
    const id = this.#nextId++;
    const answer = Promise.withResolvers<unknown>();
    // Nobody may be waiting for it any more.
    answer.promise.catch(() => undefined);
    this.#waiting.set(id, answer);
    this.#child?.process.stdin.write(`${JSON.stringify({ id, ...command })}\n`);
    return answer.promise;
  }

  async #read(child: Child): Promise<void> {
    for await (const text of child.lines) this.#take(JSON.parse(text) as Line);
    const errors = await child.ended;
    if (child.process.signalCode === null) this.#ready.reject(new Error(`The node ended: ${errors}`));
  }

  #take(line: Line): void {
    if ('ready' in line) this.#ready.resolve();
    else if ('frozen' in line) this.#frozen.resolve();
    else if ('stale' in line) this.stale.push(line.stale);
    else {
      const answer = this.#waiting.get(line.id);
      this.#waiting.delete(line.id);
      if ('error' in line) answer?.reject(AgentChatError.fromBody(line.error));
      else answer?.resolve(line.result);
    }
  }
}

function connectionLost(): AgentChatError {
  return new AgentChatError('ConnectionLost', 'The node does not answer.');
}
