import { library } from '../../tools/tsup-preset.mjs';

export default library({
  index: 'src/index.ts',
  // Loaded with the first file: most visitors send none.
  'files/index': 'src/files/index.ts',
  // For tools of operators: no chat loads it.
  'operator/index': 'src/operator/index.ts',
  // In a file of its own: bundlers keep partysocket wherever it is imported, also where nothing of it is used.
  'open-socket': 'src/transports/open-socket.ts',
});
