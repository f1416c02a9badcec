/** So many causes of causes are named. */
const MAX_CAUSES = 5;

/** The names and codes of an error and its causes, without their words: `TypeError < Error ECONNREFUSED`. */
export function namesOf(error: unknown): string {
  const names: string[] = [];
  for (let at = error; at instanceof Error && names.length < MAX_CAUSES; at = at.cause) {
    const code = 'code' in at && typeof at.code === 'string' ? ` ${at.code}` : '';
    names.push(`${at.name}${code}`);
  }
  return names.length === 0 ? typeof error : names.join(' < ');
}
