import { randomUUID } from 'node:crypto';
import { AgentChatError, type InterfaceRecord, type MethodResult } from '@agent-chat/protocol';
import { AGENT_ID, DEMO_SLUG } from './demo-interface.js';
import type { InterfaceCommand } from './interface-command-line.js';
import { type ServerCall, serverCalls } from './server-calls.js';
import type { Settings } from './settings.js';
import type { Terminal } from './terminal.js';

/** A page of the list; a machine of one's own has fewer. */
const MOST_LISTED = 200;

/**
 * Makes, lists and publishes interfaces of the server that runs here, and says how to embed them.
 * @param program how the command line is called, in what it says to type next
 * @throws AgentChatError what the server answers; `InvalidConfiguration` when none runs
 */
export async function runInterfaceCommand(
  command: InterfaceCommand,
  settings: Settings,
  terminal: Terminal,
  program: string,
): Promise<void> {
  const callServer = await serverCalls(settings);
  const call: ServerCall = (verb, path, body) => callServer(verb, `/api/interfaces${path}`, body);
  const find = async (which: string): Promise<InterfaceRecord> => {
    const { interfaces } = await call<MethodResult<'listInterfaces'>>('GET', `?limit=${MOST_LISTED}`);
    const found = interfaces.find((each) => each.slug === which || each.interfaceId === which);
    if (found !== undefined) return found;
    if (which === DEMO_SLUG) throw new AgentChatError('UnknownInterface', builtIn(program));
    throw new AgentChatError('UnknownInterface', `There is no interface "${which}".`);
  };
  const publish = async (interfaceId: string): Promise<void> => {
    const { slug } = await call<InterfaceRecord>('POST', `/${encodeURIComponent(interfaceId)}/publish`);
    terminal.say(`It is published: ${program} interfaces snippet ${slug} says how to embed it.`);
  };

  switch (command.verb) {
    case 'list': {
      const { interfaces, total } = await call<MethodResult<'listInterfaces'>>(
        'GET',
        `?limit=${MOST_LISTED}`,
      );
      if (total === 0) terminal.say(`There is none: ${program} interfaces create "How can we help?"`);
      for (const { slug, status, title, sessionCount } of interfaces) {
        terminal.say(`${slug}  ${status}  ${sessionCount} sessions  ${title}`);
      }
      return;
    }
    case 'create': {
      const { title, slug, origins, publishes } = command;
      const made = await call<InterfaceRecord>('POST', '', {
        clientRequestId: randomUUID(),
        name: title,
        title,
        agentId: AGENT_ID,
        ...(slug !== undefined && { slug }),
        allowedOrigins: [...origins],
      });
      terminal.say(`The interface ${made.slug} is there.`);
      if (publishes) return publish(made.interfaceId);
      terminal.say(`It is a draft: ${program} interfaces publish ${made.slug} shows it to visitors.`);
      return;
    }
    case 'publish':
      return publish((await find(command.which)).interfaceId);
    case 'snippet': {
      const found = await find(command.which);
      const path = `/${encodeURIComponent(found.interfaceId)}/embed-code`;
      const code = await call<MethodResult<'getEmbedCode'>>('GET', path);
      for (const line of snippetLines(found, code)) terminal.say(line);
    }
  }
}

/** The demo stands in code and not in the records, so that nothing of it can be changed. */
function builtIn(program: string): string {
  return `The interface "${DEMO_SLUG}" is built in, for the server's own pages. \
Make one for other sites: ${program} interfaces create "Help desk" --origin https://www.example.com --publish`;
}

function snippetLines(
  { status, allowedOrigins }: InterfaceRecord,
  code: MethodResult<'getEmbedCode'>,
): readonly string[] {
  const block = (title: string, text: string): string[] => [title, ...text.split('\n'), ''];
  return [
    ...block('A page of its own:', code.pageUrl),
    ...block('The widget, always the newest:', code.widget),
    ...(code.pinnedWidget === null
      ? []
      : block('The widget, with the hash of its loader:', code.pinnedWidget)),
    ...block('In a frame:', code.iframe),
    ...block('The element itself:', code.element),
    allowedOrigins.length === 0
      ? 'No other site may show it: its allowedOrigins are empty. create takes them as --origin.'
      : `Pages that may show it: ${allowedOrigins.join(', ')}`,
    ...(status === 'draft' ? ['It is a draft: nobody sees it before it is published.'] : []),
  ];
}
