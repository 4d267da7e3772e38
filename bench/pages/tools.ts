import { createDjust, type Djust } from 'djust'
import { mikroOrm } from 'djust/mikro-orm'
import { memoryLoader } from 'djust/template'
import { type BenchDatabase, openDatabase, openWithPlainDialect } from '../data/database.ts'

/** What the subjects of a page work with. */
export interface Tools extends BenchDatabase {
  readonly djust: Djust
  /** On a database of its own, read through MikroORM's dialect for node:sqlite instead of djust's. */
  readonly djustOnPlainDialect: Djust
  /** Templates of plain values: loading is the subject's own affair. */
  readonly templates: Djust
  readonly close: () => Promise<void>
}

export async function openTools(sources: Readonly<Record<string, string>>): Promise<Tools> {
  const { orm, connection } = await openDatabase()
  const plainOrm = await openWithPlainDialect()
  const options = { templates: memoryLoader(sources), development: false, timeZone: 'UTC', jitCacheBackend: 'memory' } as const
  return {
    orm,
    connection,
    djust: createDjust({ ...options, orm: mikroOrm(orm) }),
    djustOnPlainDialect: createDjust({ ...options, orm: mikroOrm(plainOrm) }),
    templates: createDjust(options),
    close: async () => {
      await orm.close()
      await plainOrm.close()
    },
  }
}
