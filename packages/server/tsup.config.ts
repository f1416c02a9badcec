import { library } from '../../tools/tsup-preset.mjs';

export default library(
  {
    index: 'src/index.ts',
    'node/index': 'src/node/index.ts',
    's3/index': 'src/s3/index.ts',
  },
  { platform: 'node' },
);
