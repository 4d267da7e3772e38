/** Pieces of text as a web stream of UTF-8; a piece is made when the reader has room for it. */
export function byteStream(pieces: Iterator<string, void> | AsyncIterator<string, void>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const next = await pieces.next()
      if (next.done) controller.close()
      else controller.enqueue(encoder.encode(next.value))
    },
    async cancel() {
      await pieces.return?.()
    },
  })
}
