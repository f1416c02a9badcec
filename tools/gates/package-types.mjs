// @ts-check
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { failOn } from './gate.mjs';
import { packedPackages, tarballBytes } from './packed.mjs';
import { build } from './build.mjs';
import { types } from './types.mjs';

// The "esm-only" profile: we publish no CommonJS, and support no TypeScript without `exports`.
const NOT_SUPPORTED = new Set(['node10', 'node16-cjs']);

/** The browser bundle is for script tags and carries no types; a stylesheet or JSON has none. */
const UNTYPED = [/\/browser\//, /\.json$/];

/** @param {any} problem */
const describe = ({ kind, entrypoint, resolutionKind, fileName, typesFileName, moduleSpecifier }) =>
  [kind, entrypoint, resolutionKind, fileName ?? typesFileName, moduleSpecifier].filter(Boolean).join(' ');

/** "Are the types wrong?" over what would be published. @type {import('./gate.mjs').Gate} */
export const packageTypes = {
  name: 'package types',
  after: [build, types],
  async run() {
    const complaints = [];
    for (const packed of await packedPackages()) {
      const result = await checkPackage(createPackageFromTarballData(tarballBytes(packed)), {
        excludeEntrypoints: UNTYPED,
      });
      if (!result.types) {
        complaints.push(`${packed.name}: has no types`);
        continue;
      }
      complaints.push(
        ...result.problems
          .filter((problem) => !('resolutionKind' in problem && NOT_SUPPORTED.has(problem.resolutionKind)))
          .map((problem) => `${packed.name}: ${describe(problem)}`),
      );
    }
    failOn('The types of a package do not resolve as its JavaScript does', complaints);
  },
};
