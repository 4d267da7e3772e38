import { identity } from '../value/identity.ts'

/**
 * All rows of a query or of a to-many relation: an array with Django's and MikroORM's words for lists. `map`,
 * `filter`, `slice` and the like give plain arrays.
 */
export class RelatedList<T = unknown> extends Array<T> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }

  all(): this {
    return this
  }

  count(): number {
    return this.length
  }

  /** Whether there is a row, or with `test` one that meets it. Of length 0: templates call what needs no argument. */
  exists(...[test]: [((row: T) => unknown)?]): boolean {
    return test ? this.some(test) : this.length > 0
  }

  isEmpty(): boolean {
    return this.length === 0
  }

  contains(row: T): boolean {
    return this.includes(row)
  }

  first(): T | null {
    return this[0] ?? null
  }

  last(): T | null {
    return this[this.length - 1] ?? null
  }

  getItems(): T[] {
    return this.slice()
  }

  /** Also MikroORM's: itself. */
  get(): this {
    return this
  }

  /** The rows' keys, or what they have in the field of that name: of a relation the key of its row. */
  getIdentifiers(field = 'pk'): unknown[] {
    return this.map((row) => keyOf(Reflect.get(row as object, field)))
  }

  /** An object of the rows, or of what they have in `value`, by what they have in `key`: the first that is not null. */
  indexBy(key: string, value?: string): Record<string, unknown> {
    const out = new Map<string, unknown>()
    for (const row of this as object[]) {
      const name = String(Reflect.get(row, key))
      out.set(name, out.get(name) ?? (value === undefined ? row : Reflect.get(row, value)))
    }
    return Object.fromEntries(out)
  }

  toArray(): T[] {
    return this.slice()
  }

  isInitialized(): boolean {
    return true
  }

  /** The items, as MikroORM's collections name them where they are known to be loaded. */
  get $(): this {
    return this
  }

  load(): Promise<this> {
    return Promise.resolve(this)
  }

  loadItems(): Promise<this> {
    return Promise.resolve(this)
  }

  loadCount(): Promise<number> {
    return Promise.resolve(this.length)
  }

  init(): Promise<this> {
    return Promise.resolve(this)
  }
}

function keyOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && identity in value ? (Reflect.get(value, 'pk') as unknown) : value
}

/**
 * Makes a filled array a RelatedList, in place. It is filled before since V8 stores into an instance of a subclass of
 * Array some twenty times slower; reading by index is as fast as in any array.
 */
export function toRelatedList<T>(rows: T[]): RelatedList<T> {
  return Object.setPrototypeOf(rows, RelatedList.prototype) as RelatedList<T>
}
