import type { Model } from '../schema/schema.ts'
import { addAwaited, awaitedOf } from '../serialize/awaited-members.ts'
import { PartialList } from '../serialize/partial-list.ts'
import { templateFields, type TemplateFields } from '../util/template-fields.ts'

/** Finds the one object that stands for a row: `made`, if it is the first, else the known one, which takes over what `made` has. */
export interface RowObjects {
  of(model: Model, key: unknown, made: object): object
}

/**
 * The rows of one load by model and key, where members tell rows apart as objects: each is one object with all that
 * was loaded of it on any way, as an ORM's identity map has it.
 */
export class SharedRows implements RowObjects {
  readonly #models = new Map<Model, Map<unknown, object>>()

  of(model: Model, key: unknown, made: object): object {
    let rows = this.#models.get(model)
    if (!rows) this.#models.set(model, (rows = new Map()))
    const known = rows.get(key)
    if (known) merge(known, made)
    else rows.set(key, made)
    return known ?? made
  }
}

/** `ownValue` changes what is taken over, where the known object has values of its own that its columns do not show. */
export function merge(known: object, made: object, ownValue: (name: string, value: unknown) => unknown = (_, value) => value): void {
  for (const name of Object.keys(made)) addValue(known, name, ownValue(name, Reflect.get(made, name)))
  mergeTypes(known, made)
  const awaited = awaitedOf(made)
  if (awaited) addAwaited(known, awaited)
}

/** Adds what another way to a row tells of one of its names. */
export function addValue(known: object, name: string, value: unknown): void {
  const own: unknown = Object.hasOwn(known, name) ? Reflect.get(known, name) : undefined
  // What an instance was made with and waits for is undefined; null is what the database has.
  if (own !== undefined) {
    if (own === value || value === null || value === undefined) return
    if (own instanceof PartialList && value instanceof PartialList) {
      own.add(value)
      return
    }
    // A list with all rows says all; a to-one relation may still wait for its row.
    if (own !== null && !(own instanceof PartialList)) return
  }
  Object.defineProperty(known, name, { value, writable: true, enumerable: true, configurable: true })
}

/** Annotations may be dates or decimals to templates, which only the rows of their query know. */
export function mergeTypes(known: Typed, made: Typed): void {
  const [own, more] = [known[templateFields], made[templateFields]]
  if (!more || own === more || Object.keys(more).every((name) => own && name in own)) return
  const value: TemplateFields = Object.assign(Object.create(null), own, more)
  Object.defineProperty(known, templateFields, { value, configurable: true })
}

interface Typed {
  readonly [templateFields]?: TemplateFields
}
