import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { SharedMessage, SocketPeer } from '../websocket/socket-peer.js';
import { textFrames } from './text-frames.js';

const { OPEN } = WebSocket;

/**
 * The other end of a WebSocket of Node. Its messages are written past the library, between frames of
 * its own: it writes each whole, as nothing is compressed. What the socket has no room for waits here,
 * so that a message of many frames leaves one by one.
 */
export class NodePeer implements SocketPeer {
  readonly #socket: Duplex;
  readonly #webSocket: WebSocket;
  readonly #framesOf: (message: SharedMessage) => readonly Buffer[];
  #waiting: Buffer[] = [];
  #waitingBytes = 0;

  constructor(webSocket: WebSocket, socket: Duplex, framesOf: (message: SharedMessage) => readonly Buffer[]) {
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.#framesOf = framesOf;
    socket.on('drain', () => this.#writeOut());
  }

  get bufferedAmount(): number {
    return this.#socket.writableLength + this.#waitingBytes;
  }

  send(text: string): void {
    this.#write(textFrames(text));
  }

  sendShared(message: SharedMessage): void {
    this.#write(this.#framesOf(message));
  }

  close(code: number, reason: string): void {
    for (const frame of this.#takeWaiting()) this.#socket.write(frame);
    this.#webSocket.close(code, reason);
  }

  pause(): void {
    this.#webSocket.pause();
  }

  resume(): void {
    this.#webSocket.resume();
  }

  #write(frames: readonly Buffer[]): void {
    if (this.#webSocket.readyState !== OPEN) return;
    for (const frame of frames) {
      if (this.#waiting.length === 0 && !this.#socket.writableNeedDrain) {
        this.#socket.write(frame);
      } else {
        this.#waiting.push(frame);
        this.#waitingBytes += frame.length;
      }
    }
  }

  #writeOut(): void {
    if (this.#waiting.length > 0) this.#write(this.#takeWaiting());
  }

  #takeWaiting(): readonly Buffer[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    return waiting;
  }
}
