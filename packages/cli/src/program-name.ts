/**
 * How this program is called here, as whoever reads about a command has to type it. What starts it in its
 * place says so: in a clone of the repository that is `npm start --`.
 */
export function programName(environment: Readonly<Record<string, string | undefined>>): string {
  return environment['AGENT_CHAT_PROGRAM']?.trim() || 'agent-chat';
}
