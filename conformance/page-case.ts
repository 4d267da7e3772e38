import { Readable } from 'node:stream'
import { createDjust } from '../src/index.ts'
import { memoryLoader } from '../src/template/memory-loader.ts'
import { type Case, type CaseFile, failed, type Outcome, sameText } from './outcome.ts'
import type { DatabaseName } from './databases.ts'
import { closeIdle } from './open-orm.ts'
import { openPageDatabase, type PageDatabase } from './page-database.ts'
import { buildQuery, type PageQuery } from './page-query.ts'
import { readPageSchemas, type PageSchema } from './page-schema.ts'

interface PageCase extends Case {
  readonly schema: string
  readonly queries: Readonly<Record<string, PageQuery>>
  readonly templates: Readonly<Record<string, string>>
  readonly render: string
  readonly output: string
  readonly maxStatements: number
}

/** Runs whole pages: lazy queries over a real database. A schema's database is opened once and serves all pages of a file. */
export class PageRunner {
  readonly #database: DatabaseName
  readonly #schemas = new Map<string, Readonly<Record<string, PageSchema>>>()
  #casesPath: string | undefined
  readonly #open = new Map<string, Promise<PageDatabase>>()

  readonly #pieces: boolean

  /** With `pieces`, pages are rendered in pieces, reading two rows at a time; how many statements that takes is not compared. */
  constructor(database: DatabaseName, { pieces = false }: { pieces?: boolean } = {}) {
    this.#database = database
    this.#pieces = pieces
  }

  async run(recorded: Case, file: CaseFile): Promise<Outcome> {
    const page = recorded as PageCase
    const { classes, orm, selects } = await this.#databaseOf(file.path, page.schema)
    const djust = createDjust({
      orm,
      templates: memoryLoader(page.templates),
      values: 'python',
      timeZone: 'UTC',
      jitCacheBackend: 'memory',
    })
    const context = Object.fromEntries(Object.entries(page.queries).map(([name, query]) => [name, buildQuery(query, classes)]))
    selects.length = 0
    const html = this.#pieces
      ? (await Readable.from(djust.renderPieces(page.render, context, { chunk: 2 })).toArray()).join('')
      : await djust.render(page.render, context)
    const outcome = sameText(html, page.output)
    const isBounded = !this.#pieces && djust.settings.jitSerialization
    if (outcome.kind === 'failed' || !isBounded || selects.length <= page.maxStatements) return outcome
    return failed([`${selects.length} statements ran, ${page.maxStatements} are enough:`, ...selects].join('\n  '))
  }

  async close(): Promise<void> {
    await this.#closeDatabases()
    await closeIdle()
  }

  async #closeDatabases(): Promise<void> {
    for (const opened of await Promise.allSettled(this.#open.values())) if (opened.status === 'fulfilled') await opened.value.close()
    this.#open.clear()
  }

  async #databaseOf(casesPath: string, name: string): Promise<PageDatabase> {
    if (casesPath !== this.#casesPath) await this.#closeDatabases()
    this.#casesPath = casesPath
    let schemas = this.#schemas.get(casesPath)
    if (!schemas) this.#schemas.set(casesPath, (schemas = readPageSchemas(casesPath)))
    const schema = schemas[name]
    if (!schema) throw new Error(`page-schemas.json has no schema "${name}"`)
    let opened = this.#open.get(name)
    if (!opened) this.#open.set(name, (opened = openPageDatabase(schema, this.#database)))
    return opened
  }
}
