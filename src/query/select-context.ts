import { type RawBuilder, sql } from 'kysely'
import type { Model, Pivot, Schema } from '../schema/schema.ts'
import type { Dialect, SqlQuery } from './orm-adapter.ts'
import { spliceSql } from './splice-sql.ts'
import type { SqlContext } from './sql-context.ts'
import type { Slot } from './statement.ts'

/** The context of one statement while it is built; afterwards it knows the models that the statement reads. */
export class SelectContext implements SqlContext {
  readonly schema: Schema
  readonly dialect: Dialect
  readonly touched = new Set<Model>()
  readonly #restrictions: ReadonlyMap<Model, SqlQuery>
  #aliases = 0

  constructor(schema: Schema, dialect: Dialect, restrictions: ReadonlyMap<Model, SqlQuery>) {
    this.schema = schema
    this.dialect = dialect
    this.#restrictions = restrictions
  }

  alias(): string {
    return `t${this.#aliases++}`
  }

  from(model: Model, alias: string): RawBuilder<unknown> {
    this.touched.add(model)
    const restriction = this.#restrictions.get(model)
    if (!restriction) return sql`${table(model)} as ${sql.id(alias)}`
    const rows = spliceSql(restriction.sql, this.dialect, (index) => this.slot({ kind: 'restriction', model: model.name, index }))
    return sql`(${rows}) as ${sql.id(alias)}`
  }

  fromPivot(pivot: Pivot, alias: string): RawBuilder<unknown> {
    return sql`${table(pivot)} as ${sql.id(alias)}`
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

function table(of: { readonly table: string; readonly tableSchema: string | null }): RawBuilder<unknown> {
  return of.tableSchema === null ? sql.id(of.table) : sql.id(of.tableSchema, of.table)
}
