import { type LoggerOptions, DefaultLogger, type LogContext, type MikroORM } from '@mikro-orm/sql'
import { mikroOrm } from '../src/orm/mikro-orm.ts'
import type { EntityClass } from '../src/schema/schema.ts'
import { type DatabaseName, testDatabase } from './databases.ts'
import { forgetClasses, openOrm } from './open-orm.ts'
import { buildEntities, type PageEntity } from './page-entities.ts'
import type { PageField, PageSchema } from './page-schema.ts'

/** A schema's entities in a database of their own with its rows. */
export interface PageDatabase {
  readonly classes: ReadonlyMap<string, EntityClass>
  readonly orm: ReturnType<typeof mikroOrm>
  /** The ORM's own, to fork. */
  readonly em: MikroORM['em']
  /** The SELECT statements that ran since it was last emptied, whoever sent them. */
  readonly selects: string[]
  close(): Promise<void>
}

export async function openPageDatabase(schema: PageSchema, database: DatabaseName = testDatabase()): Promise<PageDatabase> {
  const entities = buildEntities(schema)
  const selects: string[] = []
  const opened = await openOrm(database, {
    entities: [...entities.values()].map((entity) => entity.schema),
    loggerFactory: (options) => new SelectLogger(options, selects),
  })
  const { orm } = opened
  await opened.createTables()
  await insertRows(orm, schema, entities)
  selects.length = 0
  const classes = new Map([...entities].map(([name, entity]) => [name, entity.class]))
  const pages = mikroOrm(orm)
  return {
    classes,
    orm: pages,
    em: orm.em,
    selects,
    async close() {
      pages.release()
      await opened.close()
      forgetClasses(classes.values())
    },
  }
}

/** Prints nothing and remembers every SELECT. */
class SelectLogger extends DefaultLogger {
  readonly #selects: string[]

  constructor(options: LoggerOptions, selects: string[]) {
    super({ ...options, writer: () => undefined })
    this.#selects = selects
  }

  override isEnabled(): boolean {
    return true
  }

  override logQuery(context: LogContext): void {
    if (/^\s*(?:select|with)\b/i.test(context.query ?? '')) this.#selects.push(context.query!)
  }
}

async function insertRows(orm: MikroORM, schema: PageSchema, entities: ReadonlyMap<string, PageEntity>): Promise<void> {
  const em = orm.em.fork()
  for (const [name, rows] of Object.entries(schema.rows)) {
    const { fields } = schema.models[name]!
    const values = rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, stored(fields[key], value)])))
    if (values.length > 0) await em.insertMany(entities.get(name)!.schema, values)
  }
  for (const [key, pairs] of Object.entries(schema.links)) {
    const [model, relation] = key.split('.') as [string, string]
    const pivot = schema.models[model]!.relations[relation]!.pivot!
    for (const pair of pairs)
      await em.execute('insert into ?? (??, ??) values (?, ?)', [pivot.table, pivot.column, pivot.inverseColumn, ...pair])
  }
}

/** Recorded JSON as the entity has it. */
function stored(field: PageField | undefined, value: unknown): unknown {
  return field?.type === 'datetime' && typeof value === 'string' ? new Date(value) : value
}
