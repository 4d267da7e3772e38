import { type RawBuilder, sql } from 'kysely'
import type { Field } from '../schema/schema.ts'
import type { OrmAdapter } from './orm-adapter.ts'
import type { SelectContext } from './select-context.ts'
import type { TableRef } from './select-joins.ts'

/** The select list of one statement: columns named c0, c1, …, each asked for once. */
export class SelectList {
  readonly #context: SelectContext
  readonly #adapter: OrmAdapter
  readonly #items: RawBuilder<unknown>[] = []
  readonly #known = new Map<string, number>()

  constructor(context: SelectContext, adapter: OrmAdapter) {
    this.#context = context
    this.#adapter = adapter
  }

  /** The position of a table's column; `field` says how the adapter selects it. */
  column(ref: TableRef, column: string, field: Field | undefined): number {
    const [alias, name] = ref.locate(column)
    const as = field && this.#adapter.selectAs?.(field)
    // Its SQL may read any column of the row.
    if (as || field?.expression) ref.locate('')
    const path = JSON.stringify([alias, name, as !== undefined])
    const known = this.#known.get(path)
    if (known !== undefined) return known
    const position = this.add(as ? sql.raw(as(this.#context.columnText(alias, name))) : sql.id(alias, name))
    this.#known.set(path, position)
    return position
  }

  add(expression: RawBuilder<unknown>): number {
    return this.#items.push(expression) - 1
  }

  sql(): RawBuilder<unknown> {
    // A statement that needs the existence of its rows only still selects something.
    if (this.#items.length === 0) return sql`1 as ${sql.id('c0')}`
    return sql.join(this.#items.map((item, i) => sql`${item} as ${sql.id(`c${i}`)}`))
  }
}
