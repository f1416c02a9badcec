import type { InterfaceMethod, MethodParams, MethodResult } from '@agent-chat/protocol';
import type { CallSource } from '../call-source.js';
import type { Identity } from './identity.js';

/** The methods of the contract that the server answers itself, or some of them. */
export type ServerMethods<Methods extends InterfaceMethod = InterfaceMethod> = {
  readonly [M in Methods]: (
    params: MethodParams<M>,
    identity: Identity | null,
    source: CallSource,
  ) => Promise<MethodResult<M>>;
};
