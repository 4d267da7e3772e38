import type { Model } from '../schema/schema.ts'
import { encodeSlot } from './condition-values.ts'
import { queryShape } from './condition-shape.ts'
import type { OrmAdapter } from './orm-adapter.ts'
import type { QueryState } from './query-state.ts'
import { resolveValues, type ResolvedValues } from './resolve-values.ts'
import { RowsQuery } from './rows-query.ts'
import { compileValues, type ValueColumn, valueColumns } from './select-values.ts'
import type { Compiled, SelectOptions } from './select.ts'

/** A query of values as statements are made of it: what `RowsQuery` is for rows. */
export class ValuesRows {
  readonly model: Model
  /** Text that is the same for queries with the same SQL. */
  readonly shape: string
  readonly offset: number
  readonly limit: number | undefined
  readonly state: QueryState
  readonly #adapter: OrmAdapter
  /** The names that are wanted, in the order of the rows; all where nothing else is said. */
  readonly #needed: ReadonlySet<string>
  #resolved: ResolvedValues | undefined

  constructor(adapter: OrmAdapter, model: Model, state: QueryState, needed: ReadonlySet<string> | null) {
    const values = state.values!
    const names = values.list ?? [...values.names, ...values.annotations.keys()]
    this.model = model
    this.state = state
    this.offset = state.offset
    this.limit = state.limit
    this.#adapter = adapter
    this.#needed = new Set(needed === null || values.list ? names : names.filter((name) => needed.has(name)))
    this.shape = `${queryShape(state)};${JSON.stringify([...this.#needed, values.list, values.flat])}`
  }

  /** Encoded values, in the order of their slots. */
  values(): readonly unknown[] {
    return this.#values().query.slots.map((slot) => encodeSlot(slot, this.#adapter))
  }

  columns(): readonly ValueColumn[] {
    return valueColumns(this.#values(), this.#needed, this.#adapter)
  }

  compile(count: boolean, options: Omit<SelectOptions, 'query'>): Compiled {
    // Conditions of the rows have their places among those of the values.
    const query = new RowsQuery(this.#adapter, this.model, { ...this.state, result: 'rows' }, [], this.#values().query)
    return compileValues(this.#values(), this.#needed, count, { ...options, query })
  }

  #values(): ResolvedValues {
    return (this.#resolved ??= resolveValues(this.state, this.#adapter.schema))
  }
}
