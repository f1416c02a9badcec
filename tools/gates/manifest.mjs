// @ts-check
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { analyzeElements, manifestFile, manifestText } from '../build/custom-elements-manifest.mjs';
import { root } from '../setup/paths.mjs';
import { failOn } from './gate.mjs';
import { build } from './build.mjs';

const sources = join(root, 'packages/elements/src');

/** The tags that the package really defines. */
function definedTags() {
  return readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.(test|stories)\.ts$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(join(sources, file), 'utf8');
      return [...text.matchAll(/\bdefine(?:Element)?\(\s*'([a-z]+-[a-z0-9-]+)'/g)].map(
        ([, tag]) => tag ?? '',
      );
    });
}

/** @type {import('./gate.mjs').Gate} */
export const manifest = {
  name: 'custom-elements manifest',
  after: [build],
  async run() {
    const current = await analyzeElements();
    const shipped = existsSync(manifestFile) ? readFileSync(manifestFile, 'utf8') : '';
    failOn('The built manifest is out of date', manifestText(current) === shipped ? [] : [manifestFile]);

    /** @type {Map<string, any>} */
    const described = new Map();
    for (const module of current.modules) {
      for (const each of module.declarations ?? []) if (each.tagName) described.set(each.tagName, each);
    }
    failOn('The manifest does not describe every element', [
      ...definedTags()
        .filter((tag) => !described.has(tag))
        .map((tag) => `<${tag}> is defined, but no class says "@element ${tag}"`),
      ...[...described.values()]
        .filter((each) => !each.description)
        .map((each) => `<${each.tagName}>: ${each.name} has no description`),
    ]);
  },
};
