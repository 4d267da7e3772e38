import { type RawBuilder, sql } from 'kysely'
import type { Model, Pivot, Schema } from '../schema/schema.ts'
import type { Dialect, OrmAdapter, SqlQuery } from './orm-adapter.ts'
import { spliceSql } from './splice-sql.ts'
import type { SqlContext } from './sql-context.ts'
import type { Slot } from './statement.ts'

interface ContextOptions {
  readonly adapter: Pick<OrmAdapter, 'schema' | 'dialect'>
  readonly restrictions: ReadonlyMap<Model, SqlQuery>
  /** The database schema of tables whose model names none. */
  readonly tableSchema?: string | null
}

/** The context of one statement while it is built; afterwards it knows the models that the statement reads. */
export class SelectContext implements SqlContext {
  readonly schema: Schema
  readonly dialect: Dialect
  readonly touched: Set<Model>
  readonly #options: ContextOptions
  readonly #restrictions: ReadonlyMap<Model, SqlQuery>
  readonly #tableSchema: string | null
  /** One counter for all contexts of a statement. */
  readonly #aliases: { next: number }
  readonly #shift: number

  constructor(options: ContextOptions, of?: SelectContext, shift = 0) {
    const { adapter, restrictions, tableSchema = null } = options
    this.#options = options
    this.schema = adapter.schema
    this.dialect = adapter.dialect
    this.#restrictions = restrictions
    this.#tableSchema = tableSchema
    this.touched = of?.touched ?? new Set()
    this.#aliases = of ? of.#aliases : { next: 0 }
    this.#shift = shift
  }

  alias(): string {
    return `t${this.#aliases.next++}`
  }

  from(model: Model, alias: string): RawBuilder<unknown> {
    this.touched.add(model)
    const restriction = this.#restrictions.get(model)
    if (!restriction) return sql`${this.#table(model)} as ${sql.id(alias)}`
    const rows = spliceSql(restriction.sql, this.dialect, (index) => this.slot({ kind: 'restriction', model: model.name, index }))
    return sql`(${rows}) as ${sql.id(alias)}`
  }

  fromPivot(pivot: Pivot, alias: string): RawBuilder<unknown> {
    return sql`${this.#table(pivot)} as ${sql.id(alias)}`
  }

  column(alias: string, column: string): RawBuilder<unknown> {
    return sql.id(alias, column)
  }

  slot(slot: Slot): RawBuilder<unknown> {
    const isShifted = this.#shift > 0 && slot.kind === 'condition'
    return sql.val(isShifted ? { ...slot, index: slot.index + this.#shift } : slot)
  }

  /** Whether global filters may hide rows of the model. */
  restricted(model: Model): boolean {
    this.touched.add(model)
    return this.#restrictions.has(model)
  }

  /** A column as SQL text, for an adapter that selects it in its own way. */
  columnText(alias: string, column: string): string {
    const quote = this.dialect === 'mysql' ? '`' : '"'
    return [alias, column].map((name) => quote + name.replaceAll(quote, quote + quote) + quote).join('.')
  }

  #table(of: Pick<Model | Pivot, 'table' | 'tableSchema'>): RawBuilder<unknown> {
    const schema = of.tableSchema ?? this.#tableSchema
    return schema === null ? sql.id(of.table) : sql.id(schema, of.table)
  }

  /** The same context for a query whose condition values stand behind `by` others. */
  shifted(by: number): SelectContext {
    return by === 0 ? this : new SelectContext(this.#options, this, this.#shift + by)
  }
}
