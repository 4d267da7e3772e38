import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { MikroORM, SqliteDriver } from '@mikro-orm/sql'
import { describe, expect, test } from 'vitest'
import { createDjust } from '../../src/index.ts'
import { mikroOrm, nodeSqlite } from '../../src/orm/mikro-orm.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { root } from '../support/source-files.ts'

/** The code of a document: what its `ts` blocks export. */
interface Code {
  readonly entities: never[]
  readonly rows: Readonly<Record<string, readonly Readonly<Record<string, string | number>>[]>>
  readonly filters?: Readonly<Record<string, object>>
  context(): Readonly<Record<string, unknown>>
}

const blocks = (text: string, language: string): string[] =>
  Array.from(text.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm')), (match) => match[1] ?? '')

async function codeOf(text: string): Promise<Code> {
  // Inside of the project, so that `djust` and the ORM are found.
  const folder = mkdtempSync(join(root, 'test/docs/.scratch-'))
  try {
    const file = join(folder, 'code.ts')
    writeFileSync(file, blocks(text, 'ts').join('\n'))
    return (await import(pathToFileURL(file).href)) as Code
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe.each(['members.md', 'orm-guarantees.md'])('docs/%s', (document) => {
  test('shows what its templates print', async () => {
    const text = readFileSync(join(root, 'docs', document), 'utf8')
    const { entities, rows, filters = {}, context } = await codeOf(text)
    const orm = await MikroORM.init({ driver: SqliteDriver, dbName: ':memory:', driverOptions: nodeSqlite(':memory:'), entities })
    await orm.schema.create()
    const em = orm.em.fork()
    for (const [table, all] of Object.entries(rows)) {
      for (const row of all) {
        const columns = Object.keys(row)
        await em.execute(
          `insert into "${table}" (${columns.map((column) => `"${column}"`).join()}) values (${columns.map(() => '?').join()})`,
          Object.values(row),
        )
      }
    }
    for (const [name, parameters] of Object.entries(filters)) em.setFilterParams(name, parameters)
    const database = mikroOrm(orm)
    const warnings: string[] = []
    const templates = blocks(text, 'django')
    const warn = (message: string) => void warnings.push(message)
    try {
      const printed: string[] = []
      for (const template of templates) {
        const djust = createDjust({ orm: database, templates: memoryLoader({ 'page.html': template }), logger: { warn, error: warn } })
        printed.push(await djust.render('page.html', context(), { using: em }))
      }
      expect(printed.map(trimmed)).toEqual(blocks(text, 'html').map(trimmed))
      expect(printed.length).toBeGreaterThan(2)
      const quoted = text.replace(/\n\s*> ?/g, ' ')
      for (const warning of warnings) expect(quoted).toContain(warning)
    } finally {
      database.release()
      await orm.close()
    }
  })
})

function trimmed(text: string): string {
  return text.trim().replace(/ *\n\s*/g, '\n')
}
