// @ts-check
import { assembleReleasePlan } from '@changesets/assemble-release-plan';
import { readConfig } from '@changesets/config';
import { readChangesets } from '@changesets/read';
import { getPackages } from '@manypkg/get-packages';
import { root } from '../setup/paths.mjs';
import { failOn } from './gate.mjs';

/** @type {import('./gate.mjs').Gate} */
export const changesets = {
  name: 'changesets',
  async run() {
    const packages = await getPackages(root);
    const { config, errors = [], warnings } = await readConfig(root, packages);
    failOn('.changeset/config.json is not valid', [...errors, ...warnings]);
    if (!config) return;
    try {
      // Throws for a changeset that names a package which does not exist.
      assembleReleasePlan(await readChangesets(root), packages, config, undefined);
    } catch (error) {
      failOn('A changeset is not valid', [String(error)]);
    }
  },
};
