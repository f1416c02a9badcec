import { describe, expect, it } from 'vitest';
import { createMcpTools } from './mcp-tools.js';
import { mcpServersFromYaml } from './server-config.js';

function errorOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return null;
}

describe('MCP servers in YAML', () => {
  it('are reached by an address or by a command', () => {
    const source = `servers:
  - name: docs
    url: https://mcp.example.com/
    headers: { authorization: Bearer x }
    tools: [search*]
  - name: files
    command: node
    args: [server.js]
`;
    expect(mcpServersFromYaml('mcp.yaml', source)).toMatchObject([
      { name: 'docs', url: 'https://mcp.example.com/', tools: ['search*'] },
      { name: 'files', command: 'node', args: ['server.js'] },
    ]);
  });

  it.each([
    ['servers:\n  - name: a\n', 'mcp.yaml:2:5'],
    ['servers:\n  - name: a\n    url: file:///etc/passwd\n', 'mcp.yaml:3:10: servers.0.url'],
    ['servers:\n  - name: a\n    url: https://x.example\n    command: x\n', 'either a url or a command'],
    ['servers:\n  - name: A b\n    command: x\n', 'mcp.yaml:2:11: servers.0.name'],
  ])('are refused with their place: %j', (source, where) => {
    expect(() => mcpServersFromYaml('mcp.yaml', source)).toThrow(where);
  });

  it('have no user and no password in their address, and nothing repeats it', () => {
    const url = 'https://me:secret@mcp.example.com/';
    const readThem = [
      () => mcpServersFromYaml('mcp.yaml', `servers:\n  - name: docs\n    url: ${url}\n`),
      () => createMcpTools({ servers: [{ name: 'docs', url }] }),
      () => createMcpTools({ servers: [{ name: 'docs', url: 'ftp://secret' }] }),
      () => createMcpTools({ servers: [{ name: 'docs', url: 'secret' }] }),
    ];
    for (const read of readThem) {
      const error = errorOf(read);
      expect(error).toMatchObject({ code: 'InvalidConfiguration' });
      expect(JSON.stringify(error) + String(error)).not.toContain('secret');
    }
  });

  it('have names that differ', () => {
    const server = { name: 'a', command: 'x' };
    expect(() => createMcpTools({ servers: [server, server] })).toThrow('same name');
  });
});
