import type { ChatClient, CommandParams } from '@agent-chat/client';
import type { ErrorBody } from '@agent-chat/protocol';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { errorBodyOf, reportFailure } from './report-failure.js';

type SettingMethod = 'setModel' | 'setAutopilot' | 'setBudget' | 'resume';

/**
 * Gives the command behind a control. One that fails is not kept: the control shows what is in force
 * and why it did not change, and a person chooses again.
 */
export class SettingCommand implements ReactiveController {
  readonly #host: ReactiveControllerHost & EventTarget;
  #error: ErrorBody | null = null;

  constructor(host: ReactiveControllerHost & EventTarget) {
    this.#host = host;
    host.addController(this);
  }

  /** Why the last command did not change anything; `null`: it did, or is under way. */
  get error(): ErrorBody | null {
    return this.#error;
  }

  hostDisconnected(): void {
    this.#error = null;
  }

  give<M extends SettingMethod>(client: ChatClient | null, method: M, params: CommandParams<M>): void {
    if (client === null) return;
    this.#error = null;
    this.#host.requestUpdate();
    const given = client.send(method, params);
    reportFailure(this.#host, given);
    given.catch((cause: unknown) => {
      const error = errorBodyOf(cause);
      if (error.code === 'Aborted') return;
      this.#error = error;
      forgetFailed(client, method);
      this.#host.requestUpdate();
    });
  }
}

function forgetFailed(client: ChatClient, method: SettingMethod): void {
  for (const command of client.getState().pending) {
    if (command.method === method && command.status === 'failed') client.discard(command.clientRequestId);
  }
}
