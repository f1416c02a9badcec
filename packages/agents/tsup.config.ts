import { library } from '../../tools/tsup-preset.mjs';

export default library(
  {
    index: 'src/index.ts',
    'guide/index': 'src/guide/index.ts',
    'ai-sdk/index': 'src/ai-sdk/index.ts',
    'remote/index': 'src/remote/index.ts',
    'mcp/index': 'src/mcp/index.ts',
    'personas/index': 'src/personas/index.ts',
    'telemetry/index': 'src/telemetry/index.ts',
    'testing/index': 'src/testing/index.ts',
  },
  { platform: 'node' },
);
