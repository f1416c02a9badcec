import { library } from '../../tools/tsup-preset.mjs';

export default library({ index: 'src/index.ts' }, { platform: 'node' });
