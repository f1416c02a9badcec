/** Why a subscription is called off whose connection seems dead, though nothing says so. */
export const SUSPICION = 'suspicion';

export function isSuspicion(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true && signal.reason === SUSPICION;
}
