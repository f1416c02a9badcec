import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { onTestFinished } from 'vitest';

const STEP_MS = 50;

export interface SlowLine {
  readonly port: number;
  /** From now on it lets everything through. */
  hurry(): void;
}

/** A way to a server, for one connection, on which answers arrive little by little but never stop. */
export async function openSlowLine(serverPort: number, bytesPerStep: number): Promise<SlowLine> {
  const upstream = connect(serverPort, '127.0.0.1');
  const line = createServer((reader) => {
    onTestFinished(() => void reader.destroy());
    reader.pipe(upstream);
    upstream.on('data', (bytes: Buffer) => reader.write(bytes));
    upstream.on('end', () => reader.end());
    upstream.pause();
  });
  line.listen(0, '127.0.0.1');
  await Promise.all([once(line, 'listening'), once(upstream, 'connect')]);
  const dripping = setInterval(() => {
    if (upstream.read(bytesPerStep) === null) upstream.read();
  }, STEP_MS);
  onTestFinished(() => {
    clearInterval(dripping);
    upstream.destroy();
    line.close();
  });
  return {
    port: (line.address() as AddressInfo).port,
    hurry() {
      clearInterval(dripping);
      upstream.resume();
    },
  };
}
