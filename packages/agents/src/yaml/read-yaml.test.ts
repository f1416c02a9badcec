import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readYaml, requireYaml } from './read-yaml.js';

const Schema = z.strictObject({
  name: z.string(),
  limits: z.strictObject({ steps: z.int().positive() }).optional(),
  tools: z.array(z.string()).optional(),
});

function faultsOf(source: string) {
  const result = readYaml(source, Schema);
  if (result.success) throw new Error('It is right.');
  return result.faults.map(({ line, column, path }) => ({ line, column, path }));
}

describe('readYaml', () => {
  it('gives what the schema makes of the file', () => {
    expect(readYaml('name: Guide\nlimits: { steps: 3 }\n', Schema)).toEqual({
      success: true,
      value: { name: 'Guide', limits: { steps: 3 } },
    });
  });

  it.each([
    ['a value', 'name: Guide\nlimits:\n  steps: many\n', 3, 10, 'limits.steps'],
    ['a list', 'name: A\ntools:\n  - one\n  - 2\n', 4, 5, 'tools.3'.replace('3', '1')],
    ['a key that nobody knows', 'name: A\nlimits:\n  steps: 1\n  stepps: 2\n', 4, 3, 'limits.stepps'],
    ['what is missing, in what it is missing in', 'name: A\nlimits:\n  {}\n', 3, 3, 'limits.steps'],
    ['bad syntax', 'name: A\ntools: [one\n', 3, 1, ''],
    ['an alias', 'name: &a A\ntools: [*a]\n', 1, 1, ''],
    ['a list where a map is wanted', '- a\n', 1, 1, ''],
    ['two equal keys', 'name: A\nname: B\n', 2, 1, ''],
  ])('tells where %s is wrong', (_what, source, line, column, path) => {
    expect(faultsOf(source)).toEqual([{ line, column, path }]);
  });

  it('tells all faults in their order', () => {
    expect(faultsOf('nam: A\nlimits: { steps: 0 }\n').map(({ path }) => path)).toEqual([
      'name',
      'nam',
      'limits.steps',
    ]);
  });
});

describe('requireYaml', () => {
  it('names the file, the line and the column', () => {
    expect(() => requireYaml('a.yaml', 'name: 7\n', Schema)).toThrow(/^a\.yaml:1:7: name: /);
  });
});
