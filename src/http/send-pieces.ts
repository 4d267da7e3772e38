import type { ServerResponse } from 'node:http'

/** What a compressing middleware adds to a response. */
interface Flushable {
  flush?(): void
}

/**
 * Answers with a page in pieces, each sent as soon as it is there and no faster than the client reads. What fails before the
 * first piece is thrown with nothing sent; after it, once the response can't be completed any more. Where the client goes away the page
 * is given up.
 */
export async function sendPieces(response: ServerResponse & Flushable, pieces: AsyncGenerator<string, void>, head: boolean): Promise<void> {
  const gone = (): void => void pieces.return().catch(() => undefined)
  response.once('close', gone)
  try {
    let next = await pieces.next()
    if (head) await pieces.return()
    else {
      for (; !next.done && !response.destroyed; next = await pieces.next()) {
        const more = response.write(next.value)
        response.flush?.()
        if (!more) await drained(response)
      }
    }
    response.end()
  } catch (error) {
    // What fails because nobody reads it any more is no error.
    if (!response.destroyed) throw error
  } finally {
    response.off('close', gone)
  }
}

async function drained(response: ServerResponse): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.on('drain', done).on('close', done)
    if (response.destroyed) done()
  })
}
