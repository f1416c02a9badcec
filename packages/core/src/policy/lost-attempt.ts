/**
 * Whether a turn that was closed so is begun again: the attempt was lost together with its runner.
 *
 * @param closedBy why it was cleared, or that a message closed it
 */
export function isAttemptLost(closedBy: string | undefined): boolean {
  return closedBy === 'restart' || closedBy === 'lost';
}
