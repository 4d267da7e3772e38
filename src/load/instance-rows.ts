import type { Instance } from '../query/instance.ts'
import type { Model } from '../schema/schema.ts'
import { keyText } from './keyed-rows.ts'
import { merge, type RowObjects } from './shared-rows.ts'

/**
 * The objects of one page that stand for entities, where members tell rows apart as objects: each entity is one object,
 * wherever the page holds it, and so is a row that is loaded for it. Two entities of one row, of different ems, stay two.
 */
export class InstanceRows {
  readonly #entities = new Map<object, object>()
  /** The entity that an object stands for. */
  readonly #instances = new Map<object, Instance>()
  /** The class of the row that such an object took over. */
  readonly #classes = new WeakMap<object, unknown>()
  readonly #handles = new Map<unknown, Map<string, Map<string, object>>>()

  /** The object of an entity whose rows are loaded on `handle`. */
  take(instance: Instance, model: Model, handle: unknown, create: () => object): object {
    const key = instance.key && keyText(instance.key)
    const rows = this.#rows(handle, model)
    const row = key === null ? undefined : rows.get(key)
    let made = this.#entities.get(instance.entity)
    if (!made) {
      // A row that was loaded for another entity, before this one was met.
      made = row && !this.#instances.has(row) ? row : create()
      this.#entities.set(instance.entity, made)
      this.#instances.set(made, instance)
    }
    if (key !== null && !row) rows.set(key, made)
    return made
  }

  /** The class of the row itself: what a reference says is that of a relation's target. */
  classOf(made: object): unknown {
    return this.#classes.get(made) ?? made.constructor
  }

  /** The rows that are loaded on `handle`. */
  on(handle: unknown): RowObjects {
    return { of: (model, _, made) => this.#of(this.#rows(handle, model), model, made) }
  }

  #of(rows: Map<string, object>, model: Model, made: object): object {
    const key = keyText(model.primaryKey.map((name): unknown => Reflect.get(made, name)))
    const known = rows.get(key)
    if (!known) {
      rows.set(key, made)
      return made
    }
    merge(known, made, this.#instances.get(known))
    // What is known by its key alone, or of one row of several, is of the class that it was asked for.
    if (made.constructor !== model.entity) this.#classes.set(known, made.constructor)
    return known
  }

  #rows(handle: unknown, model: Model): Map<string, object> {
    let tables = this.#handles.get(handle)
    if (!tables) this.#handles.set(handle, (tables = new Map()))
    const table = `${model.tableSchema ?? ''}.${model.table}`
    let rows = tables.get(table)
    if (!rows) tables.set(table, (rows = new Map()))
    return rows
  }
}
