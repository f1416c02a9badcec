import { describe, expect, it } from 'vitest';
import { allowsTool, parsePersona, personaOption, personaVersion } from './persona.js';

const GUIDE = 'name: Guide\nsystemPrompt: Be kind.\n';

describe('a persona in YAML', () => {
  it('has nothing that it does not say', () => {
    expect(parsePersona('guide.yaml', 'guide', GUIDE)).toEqual({
      personaId: 'guide',
      name: 'Guide',
      systemPrompt: 'Be kind.',
      allowedTools: [],
      visitors: false,
      default: false,
      limits: {},
    });
  });

  it.each([
    ['name: Guide\n', 'guide.yaml:1:1: systemPrompt'],
    [`${GUIDE}limits:\n  maxSteps: 0\n`, 'guide.yaml:4:13: limits.maxSteps'],
    [`${GUIDE}system_prompt: x\n`, 'guide.yaml:3:1: system_prompt'],
    [`${GUIDE}allowedTools:\n  - ok\n  - "not ok"\n`, 'guide.yaml:5:5: allowedTools.1'],
    [`${GUIDE}model: [\n`, 'guide.yaml:4:1: '],
  ])('that is wrong tells the line and the column: %j', (source, where) => {
    expect(() => parsePersona('guide.yaml', 'guide', source)).toThrow(where);
  });

  it('has another version for each thing that is changed', () => {
    const versionOf = (source: string) => personaVersion(parsePersona('g', 'guide', source));
    const sources = [
      GUIDE,
      `${GUIDE}model: small\n`,
      `${GUIDE}allowedTools: [a]\n`,
      GUIDE.replace('kind', 'brief'),
    ];
    expect(new Set(sources.map(versionOf)).size).toBe(sources.length);
    expect(versionOf(`# Only a comment\n${GUIDE}`)).toBe(versionOf(GUIDE));
  });

  it('shows nothing of its prompt', () => {
    const option = personaOption(parsePersona('g', 'guide', `${GUIDE}description: Helps.\n`));
    expect(option).toEqual({ personaId: 'guide', name: 'Guide', description: 'Helps.' });
  });

  it('allows the tools that it names, all of a prefix, or all', () => {
    const allowed = (allowedTools: string[], name: string) => allowsTool({ allowedTools }, name);
    expect(allowed([], 'a')).toBe(false);
    expect(allowed(['a'], 'a')).toBe(true);
    expect(allowed(['a'], 'ab')).toBe(false);
    expect(allowed(['git__*'], 'git__log')).toBe(true);
    expect(allowed(['git__*'], 'gitlab__log')).toBe(false);
    expect(allowed(['*'], 'anything')).toBe(true);
  });
});
