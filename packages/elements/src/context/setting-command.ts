import type { ChatClient, CommandParams } from '@agent-chat/client';
import { type Budget, type ErrorBody, isSameBudget } from '@agent-chat/protocol';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { forgetFailed } from './forget-failed.js';
import { errorBodyOf, reportFailure } from './report-failure.js';

type SettingMethod = 'setModel' | 'setAutopilot' | 'setBudget' | 'resume';

/**
 * Gives the command behind a control. One that fails is not kept: the control shows what is in force
 * and why it did not change, and a person chooses again.
 */
export class SettingCommand implements ReactiveController {
  readonly #host: ReactiveControllerHost & EventTarget;
  /** Those of which nothing is known yet. */
  readonly #underWay = new Set<GivenSetting>();
  #failed: { readonly client: ChatClient; readonly error: ErrorBody } | null = null;

  constructor(host: ReactiveControllerHost & EventTarget) {
    this.#host = host;
    host.addController(this);
  }

  /** Why the last command did not change anything in this conversation; `null`: it did, or is under way. */
  errorFor(client: ChatClient | null): ErrorBody | null {
    return this.#failed?.client === client ? this.#failed.error : null;
  }

  hostDisconnected(): void {
    this.#failed = null;
    this.#underWay.clear();
  }

  give<M extends SettingMethod>(client: ChatClient | null, method: M, params: CommandParams<M>): void {
    if (client === null) return;
    const setting: GivenSetting = { client, method, params };
    for (const before of this.#underWay) if (isReplaced(before, setting)) this.#underWay.delete(before);
    this.#underWay.add(setting);
    this.#failed = null;
    this.#host.requestUpdate();
    const given = client.send(method, params);
    reportFailure(this.#host, given);
    given.then(
      () => this.#underWay.delete(setting),
      (cause: unknown) => this.#fail(setting, errorBodyOf(cause)),
    );
  }

  #fail(setting: GivenSetting, error: ErrorBody): void {
    const { client, method } = setting;
    const isWanted = this.#underWay.delete(setting);
    if (error.code === 'Aborted') return;
    forgetFailed(client, method);
    if (!isWanted) return;
    this.#failed = { client, error };
    this.#host.requestUpdate();
  }
}

interface GivenSetting {
  readonly client: ChatClient;
  readonly method: SettingMethod;
  readonly params: CommandParams<SettingMethod>;
}

/** Whether nobody wants the earlier one any more. Caps are set one by one. */
function isReplaced(before: GivenSetting, { client, method, params }: GivenSetting): boolean {
  if (before.client !== client || before.method !== method) return false;
  const [earlier, later] = [budgetOf(before.params), budgetOf(params)];
  return earlier === null || later === null || isSameBudget(earlier, later);
}

function budgetOf(params: CommandParams<SettingMethod>): Budget | null {
  return 'budget' in params ? (params as CommandParams<'setBudget'>).budget : null;
}
