import { library } from '../../tools/tsup-preset.mjs';

export default library({
  index: 'src/index.ts',
  'wire/index': 'src/wire/index.ts',
  'cards/index': 'src/cards/index.ts',
  'openapi/index': 'src/openapi/index.ts',
});
