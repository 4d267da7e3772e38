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
  readonly touched = new Set<Model>()
  readonly #restrictions: ReadonlyMap<Model, SqlQuery>
  readonly #tableSchema: string | null
  #aliases = 0

  constructor({ adapter, restrictions, tableSchema = null }: ContextOptions) {
    this.schema = adapter.schema
    this.dialect = adapter.dialect
    this.#restrictions = restrictions
    this.#tableSchema = tableSchema
  }

  alias(): string {
    return `t${this.#aliases++}`
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
    return sql.val(slot)
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
  shifted(by: number): SqlContext {
    if (by === 0) return this
    return {
      schema: this.schema,
      dialect: this.dialect,
      alias: () => this.alias(),
      from: (model, alias) => this.from(model, alias),
      restricted: (model) => this.restricted(model),
      fromPivot: (pivot, alias) => this.fromPivot(pivot, alias),
      column: (alias, column) => this.column(alias, column),
      slot: (slot) => this.slot(slot.kind === 'condition' ? { kind: 'condition', index: slot.index + by } : slot),
    }
  }
}
