import type { ControlState, Frame, Progress } from '@agent-chat/protocol';
import { guidanceOf } from '../../policy/guidance.js';
import type { SchedulingPolicy } from '../../ports/scheduling-policy.js';

/** A frame with its data as text, which tells whether it says anything new. */
export interface Told {
  readonly text: string;
  readonly frame: Frame;
}

/** Frames that are the same for every viewer, made once for all of them. */
export class SharedFrames {
  readonly #policy: SchedulingPolicy;
  readonly #guidance = new WeakMap<ControlState, Told>();
  readonly #progress = new WeakMap<Progress, Told>();

  constructor(policy: SchedulingPolicy) {
    this.#policy = policy;
  }

  guidance(control: ControlState): Told {
    const known = this.#guidance.get(control);
    if (known !== undefined) return known;
    const data = guidanceOf(control, this.#policy);
    const told: Told = { text: JSON.stringify(data), frame: { kind: 'guidance', data } };
    this.#guidance.set(control, told);
    return told;
  }

  progress(data: Progress): Told {
    const known = this.#progress.get(data);
    if (known !== undefined) return known;
    const told: Told = { text: JSON.stringify(data), frame: { kind: 'progress', data } };
    this.#progress.set(data, told);
    return told;
  }
}
