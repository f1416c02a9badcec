// @ts-check
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { failOn } from './gate.mjs';
import { packedPackages, tarballBytes } from './packed.mjs';
import { build } from './build.mjs';
import { types } from './types.mjs';

/** publint over what would be published. @type {import('./gate.mjs').Gate} */
export const packageManifests = {
  name: 'package manifests',
  after: [build, types],
  async run() {
    const complaints = [];
    for (const packed of await packedPackages()) {
      const tarball = tarballBytes(packed).buffer;
      const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
      complaints.push(
        ...messages.map((message) => `${packed.name}: ${formatMessage(message, pkg, { color: false })}`),
      );
    }
    failOn('publint found faults', complaints);
  },
};
