import { library } from '../../tools/tsup-preset.mjs';

export default library({ main: 'src/main.ts' }, { platform: 'node' });
