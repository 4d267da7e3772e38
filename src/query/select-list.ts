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
  readonly #inJson: boolean

  /** `inJson`: whether its values go into JSON. */
  constructor(context: SelectContext, adapter: OrmAdapter, inJson = false) {
    this.#context = context
    this.#adapter = adapter
    this.#inJson = inJson
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
    const value = as ? sql.raw(as(this.#context.columnText(alias, name))) : sql.id(alias, name)
    const isText = this.#inJson && field && this.#adapter.jsonAs?.(field) === 'text'
    const text = sql.raw(this.#context.dialect === 'mysql' ? 'char' : 'text')
    const position = this.add(isText ? sql`cast(${value} as ${text})` : value)
    this.#known.set(path, position)
    return position
  }

  add(expression: RawBuilder<unknown>): number {
    return this.#items.push(expression) - 1
  }

  sql(): RawBuilder<unknown> {
    return sql.join(this.values().map((item, i) => sql`${item} as ${sql.id(`c${i}`)}`))
  }

  /** At least one: a statement that needs the existence of its rows only still selects something. */
  values(): readonly RawBuilder<unknown>[] {
    return this.#items.length === 0 ? [sql`1`] : this.#items
  }
}
