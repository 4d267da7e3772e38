import type { Writable } from 'node:stream'

export interface ProgressBar {
  step(done: string): void
  end(): void
}

const width = 24

/** A line that fills up, on a terminal; null anywhere else, where lines of their own say what was done. */
export function progressBar(stream: Writable & { readonly isTTY?: boolean }, total: number): ProgressBar | null {
  if (stream.isTTY !== true) return null
  let done = 0
  return {
    step(name) {
      done++
      const filled = Math.round((done / total) * width)
      stream.write(`\r\u001B[K${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${done}/${total} ${name}`)
    },
    end: () => stream.write('\r\u001B[K'),
  }
}
