import { AgentChatError } from '@agent-chat/protocol';
import { Worker } from 'node:worker_threads';
import type { BoundWrite, FromWriteThread, ToWriteThread, WriteThreadData } from './write-thread.js';

/** Of groups that were sent to the thread, in the order in which they were sent. */
export interface ThreadListener {
  /** The oldest `groups` are durable, or nothing of them was written. */
  onAnswer(groups: number, isWritten: boolean): void;
  /** The thread has ended by itself: whether the groups without an answer were written is not known. */
  onLost(error: AgentChatError): void;
}

/** The near end of the thread that writes. It is started with the first group, and once only. */
export class ThreadWriter {
  readonly #data: WriteThreadData;
  readonly #listener: ThreadListener;
  #worker: Worker | null = null;
  /** Groups without an answer. */
  #unanswered = 0;
  /** Rises with each group that was not written. */
  #round = 0;
  #isUsable = true;

  constructor(data: WriteThreadData, listener: ThreadListener) {
    this.#data = data;
    this.#listener = listener;
  }

  /** Whether it takes groups: not after it was closed or lost. */
  get isUsable(): boolean {
    return this.#isUsable;
  }

  /** Whether it may be writing: nobody else can then. */
  get isBusy(): boolean {
    return this.#unanswered > 0;
  }

  send(group: readonly BoundWrite[]): void {
    const worker = (this.#worker ??= this.#start());
    // A process does not end while something is being written.
    if (this.#unanswered === 0) worker.ref();
    this.#unanswered += 1;
    worker.postMessage({ round: this.#round, writes: group } satisfies ToWriteThread);
  }

  /** Resolves when the thread has ended, after all that it was sent. */
  async close(): Promise<void> {
    this.#isUsable = false;
    const worker = this.#worker;
    if (worker === null) return;
    worker.ref();
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.postMessage('close' satisfies ToWriteThread);
    await ended;
  }

  #start(): Worker {
    // Beside this file in either form: the build has a file of its own for the thread.
    const name = import.meta.url.endsWith('.ts') ? './write-thread.ts' : './write-thread.js';
    const worker = new Worker(new URL(name, import.meta.url), { workerData: this.#data, execArgv: [] });
    worker.on('message', ({ groups, isWritten }: FromWriteThread) => {
      this.#unanswered -= groups;
      if (this.#unanswered === 0) worker.unref();
      if (!isWritten) this.#round += 1;
      this.#listener.onAnswer(groups, isWritten);
    });
    worker.on('error', (cause) => this.#lose(cause));
    worker.on('exit', (code) => {
      this.#lose(`exit code ${code}`);
      this.#worker = null;
    });
    worker.unref();
    return worker;
  }

  #lose(cause: unknown): void {
    if (!this.#isUsable) return;
    this.#isUsable = false;
    this.#unanswered = 0;
    this.#listener.onLost(
      new AgentChatError('Unavailable', 'The store was interrupted; it may have been written.', { cause }),
    );
  }
}
