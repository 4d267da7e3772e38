import type { AddressInfo } from 'node:net'
import { StatementSync } from 'node:sqlite'
import { vi } from 'vitest'
import { createApp } from '../../../examples/rentals/app.ts'
import { openDatabase } from '../../../examples/rentals/database.ts'

/** The day that the tests live on; the sample data of a day is always the same. */
export const day = '2026-11-23'

export interface DemoPage {
  readonly status: number
  readonly html: string
  /** The text that a reader sees, spaces made one. */
  readonly text: string
  /** Every SELECT that reached node:sqlite while the page was made. */
  readonly statements: readonly string[]
  readonly headers: Headers
}

export interface DemoServer {
  readonly origin: string
  get(path: string): Promise<DemoPage>
  close(): Promise<void>
}

/** The demo on a free port, with its sample data in memory. */
export async function startDemo(): Promise<DemoServer> {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(`${day}T12:00:00`) })
  const { orm } = await openDatabase({ file: ':memory:' })
  const server = createApp(orm).listen(0)
  await new Promise((resolve) => server.once('listening', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  // What node:sqlite itself ran, whoever sent it.
  const all = vi.spyOn(StatementSync.prototype, 'all')
  return {
    origin,
    async get(path) {
      all.mockClear()
      const response = await fetch(origin + path)
      const html = await response.text()
      const statements = all.mock.contexts
        .map((statement) => (statement as StatementSync).sourceSQL)
        .filter((sql) => /^\s*(select|with)\b/i.test(sql))
      return { status: response.status, html, text: textOf(html), statements, headers: response.headers }
    },
    async close() {
      all.mockRestore()
      vi.useRealTimers()
      await new Promise((resolve) => server.close(resolve))
      await orm.close(true)
    },
  }
}

function textOf(html: string): string {
  return html
    .replaceAll(/<(style|title|head)[\s\S]*?<\/\1>/g, ' ')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&#x27;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
