/**
 * What is pulled piece by piece as a web stream that reads nothing ahead. When `chunks` throws, the
 * stream breaks, and `onError` is told.
 */
export function byteStream(
  chunks: AsyncIterable<Uint8Array>,
  onError: (error: unknown) => void = () => undefined,
): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const result = await iterator.next().catch((error: unknown) => {
          onError(error);
          throw error;
        });
        if (result.done === true) controller.close();
        else controller.enqueue(result.value);
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
