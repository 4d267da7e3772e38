import { defineEntity, type MikroORM, p } from '@mikro-orm/sql'
import type { DatabaseName } from '../../../conformance/databases.ts'
import { openOrm } from '../../../conformance/open-orm.ts'
import { createDjust, type Djust } from '../../../src/engine/djust.ts'
import type { DjustOptions } from '../../../src/engine/options.ts'
import { mikroOrm } from '../../../src/orm/mikro-orm.ts'
import { manager } from '../../../src/query/manager.ts'
import type { RowCursor } from '../../../src/query/orm-adapter.ts'
import { memoryLoader } from '../../../src/template/memory-loader.ts'

const NoteSchema = defineEntity({ name: 'Note', properties: { id: p.integer().primary(), row: () => p.manyToOne(Row), text: p.string() } })
class Note extends NoteSchema.class {}
NoteSchema.setClass(Note)

/** A name that no analysis sees. */
const hide = (name: string): string => name.split('').join('')

const RowSchema = defineEntity({
  name: 'Row',
  tableName: 'numbered',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    tenant: p.integer(),
    notes: () => p.oneToMany(Note).mappedBy('row').orderBy({ id: 1 }),
  },
  filters: { tenant: { name: 'tenant', cond: ({ tenant }: { tenant?: number }) => ({ tenant }), default: false } },
})
export class Row extends RowSchema.class {
  static objects = manager(Row)
  get fragile(): string {
    if (this.id === 613) throw new Error('613 is no good')
    return this.name
  }
  /** Reads something that its source does not show, of late rows only. */
  get surprising(): number {
    return this.id < 600 ? this.id : (this as any)[hide('notes')].length
  }
  async later(): Promise<string> {
    return this.name
  }
}
RowSchema.setClass(Row)

export interface Rows {
  readonly orm: MikroORM
  /** Rows that were pulled out of cursors, and cursors that are open. */
  readonly pulled: { rows: number; open: number; sessions: number }
  readonly queries: string[]
  djust(templates: Readonly<Record<string, string>>, options?: DjustOptions): Djust
  close(): Promise<void>
}

/** Rows 1, 2, 3, …, with one note each third of them. */
export async function openRows(database: DatabaseName, count: number, options: object = {}): Promise<Rows> {
  const queries: string[] = []
  const opened = await openOrm(database, {
    entities: [Row, Note],
    debug: ['query'],
    colors: false,
    logger: (message: string) => queries.push(message.replace(/^\[query\] /, '')),
    ...options,
  })
  await opened.createTables()
  const em = opened.orm.em.fork()
  await em.insertMany(Row, Array.from({ length: count }, (_, i) => ({ id: i + 1, name: `row ${i + 1}`, tenant: (i % 2) + 1 })) as never)
  const notes = Array.from({ length: Math.floor(count / 3) }, (_, i) => ({ id: i + 1, row: (i + 1) * 3, text: `note ${i + 1}` }))
  if (notes.length > 0) await em.insertMany(Note, notes)
  const orm = mikroOrm(opened.orm as never)
  const pulled = { rows: 0, open: 0, sessions: 0 }
  const { adapter } = orm
  const begin = adapter.readSession.bind(adapter)
  const counted = (cursor: RowCursor): RowCursor => {
    pulled.open++
    let open = true
    return {
      async next(most) {
        const rows = await cursor.next(most)
        pulled.rows += rows.length
        return rows
      },
      async close() {
        if (open) pulled.open--
        open = false
        await cursor.close()
      },
    }
  }
  adapter.readSession = async (handle, signal) => {
    const session = await begin(handle, signal)
    if (!session) return null
    pulled.sessions++
    const { open } = session
    return { ...session, open: open && (async (query) => counted(await open(query))) }
  }
  queries.length = 0
  return {
    orm: opened.orm,
    pulled,
    queries,
    djust: (templates, more) => createDjust({ orm, templates: memoryLoader(templates), development: true, timeZone: 'UTC', ...more }),
    async close() {
      orm.release()
      await opened.close()
    },
  }
}
