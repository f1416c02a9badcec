import { library } from '../../tools/tsup-preset.mjs';

export default library(
  { index: 'src/index.ts', 'write-thread': 'src/write-thread.ts' },
  { platform: 'node' },
);
