import { ownSlice, type SlicesItself } from '../value/own-slice.ts'
import { truth } from '../value/truth.ts'
import { NotLoadedError } from './not-loaded-error.ts'

/** What a plan loaded of a list. */
export interface ListNeeds {
  /** The model that has the relation, or whose rows the query gives. */
  readonly model: string
  /** null for a query's own rows. */
  readonly relation: string | null
  readonly head: number
  readonly tail: number
  /** The part of the load plan that it is. */
  readonly place?: object
}

const none: readonly never[] = []

/**
 * A list of which only a part is known: first rows, last rows, how many there are, whether there are any. It is no
 * array, and whatever it does not know throws: a bounded list never answers by the rows it happens to have.
 */
export class PartialList<T = unknown> implements SlicesItself {
  readonly #needs: ListNeeds
  readonly #rows: T[]
  readonly #count: number | null
  readonly #exists: boolean | null
  #others: readonly PartialList<T>[] = none

  /** `rows`: those that are here already. */
  constructor(needs: ListNeeds, count: number | null, exists: boolean | null, rows: T[] = []) {
    this.#needs = needs
    this.#rows = rows
    this.#count = count
    this.#exists = exists
  }

  /** The planned rows in order, as the loader gets them: the first `head`, then the last `tail` of the others. */
  push(row: T): void {
    this.#rows.push(row)
  }

  /** Another part of the same list, which answers what this one can't. */
  add(other: PartialList<T>): void {
    this.#others = [...this.#others, other]
  }

  /** All rows that are known of a list. */
  static rowsOf<T>(list: PartialList<T>): readonly T[] {
    return [list, ...list.#others].flatMap((one) => one.#rows)
  }

  get length(): number {
    return this.count()
  }

  set length(_: number) {
    this.#missing('rows')
  }

  count(): number {
    return this.#count ?? this.#ask('length', (other) => other.count())
  }

  exists(): boolean {
    if (this.#exists !== null) return this.#exists
    if (this.#count !== null) return this.#count > 0
    if (this.#needs.head > 0 || this.#needs.tail > 0) return this.#rows.length > 0
    return this.#ask('exists', (other) => other.exists())
  }

  isEmpty(): boolean {
    return !this.exists()
  }

  [truth](): boolean {
    return this.exists()
  }

  all(): this {
    return this
  }

  first(): T | null {
    return this.#needs.head > 0 ? (this.#rows[0] ?? null) : this.#ask('first', (other) => other.first())
  }

  last(): T | null {
    return this.#needs.tail > 0 ? (this.#rows.at(-1) ?? null) : this.#ask('last', (other) => other.last())
  }

  at(index: number): T | undefined {
    return this.slice(index, index === -1 ? undefined : index + 1)[0]
  }

  slice(start = 0, end?: number): T[] {
    const { head, tail } = this.#needs
    if (start >= 0 && end !== undefined && end >= 0 && end <= head) return this.#rows.slice(start, end)
    if (start < 0 && -start <= tail && (end === undefined || end < 0)) return this.#rows.slice(-tail).slice(start, end)
    return this.#ask(`slice(${start}, ${end ?? ''})`, (other) => other.slice(start, end))
  }

  [ownSlice](start: number, stop: number): readonly T[] {
    // Nobody changes what templates are given: a copy of all that is known would be for nothing.
    return start === 0 && stop === this.#needs.head && this.#rows.length <= stop ? this.#rows : this.slice(start, stop)
  }

  /** What is read of the items is what is known of the list. */
  getItems(): this {
    return this
  }

  get(): this {
    return this
  }

  toArray(): this {
    return this
  }

  /** To members it is the list, of which they read no more than there is. */
  isInitialized(): boolean {
    return true
  }

  get $(): this {
    return this
  }

  load(): Promise<this> {
    return Promise.resolve(this)
  }

  loadItems(): Promise<this> {
    return Promise.resolve(this)
  }

  init(): Promise<this> {
    return Promise.resolve(this)
  }

  loadCount(): Promise<number> {
    return Promise.resolve(this.count())
  }

  /** The first rows, for `const [first] = list` and loops that stop; going further than was loaded throws. */
  *[Symbol.iterator](): Generator<T, void, undefined> {
    const [most] = [this, ...this.#others].toSorted((a, b) => b.#needs.head - a.#needs.head) as [PartialList<T>]
    const { head } = most.#needs
    if (head === 0) this.#missing('rows')
    for (let i = 0; i < head; i++) {
      if (i >= most.#rows.length) return
      yield most.#rows[i] as T
    }
    this.#missing('rows')
  }

  toJSON(): unknown {
    return this.#missing('rows')
  }

  /** A planned row, which the list may be too short to have. */
  static at<T>(list: PartialList<T>, index: number): T | undefined {
    if (index < list.#needs.head) return list.#rows[index]
    const knowing = list.#others.find((one) => index < one.#needs.head)
    return knowing ? knowing.#rows[index] : list.#missing(String(index))
  }

  /** What nobody defines: a row, or something that is not known. */
  static unknown(list: unknown, name: string): unknown {
    if (!(list instanceof PartialList)) throw new TypeError(`${name} is no part of a list`)
    return /^\d+$/.test(name) ? PartialList.at(list, Number(name)) : list.#missing(name)
  }

  /** Who changes a list needs all of it. */
  static change(list: PartialList): never {
    return list.#missing('rows')
  }

  #ask<Answer>(what: string, question: (other: PartialList<T>) => Answer): Answer {
    for (const other of this.#others) {
      try {
        return question(other)
      } catch (error) {
        if (!(error instanceof NotLoadedError)) throw error
      }
    }
    return this.#missing(what)
  }

  #missing(what: string): never {
    const { model, relation, head, tail, place } = this.#needs
    const known = [
      head > 0 ? `its first ${head} row(s)` : '',
      tail > 0 ? `its last ${tail} row(s)` : '',
      this.#count === null ? '' : 'its count',
      this.#exists === null ? '' : 'whether it has rows',
    ].filter((part) => part !== '')
    const only = `only ${known.join(' and ') || 'nothing'} was loaded`
    if (relation === null)
      throw NotLoadedError.of(
        model,
        what,
        `Of this query of ${model} ${only}, as no more of it is read where djust can see it. Read the whole list in the template.`,
        place,
      )
    throw NotLoadedError.of(
      model,
      `${relation}.${what}`,
      `Of ${model}.${relation} ${only}. Read the whole list in the template, or add .prefetchRelated('${relation}') to the query.`,
      place,
    )
  }
}

// Templates and members write the first few. As properties of each list they would cost more than all else of it.
for (let index = 0; index < 10; index++) {
  Object.defineProperty(PartialList.prototype, index, {
    get(this: PartialList) {
      return PartialList.at(this, index)
    },
    set(this: PartialList) {
      PartialList.change(this)
    },
  })
}

// Below the list's own prototype, so that it costs nothing for what the list knows: a name or an index that nobody
// defines would be undefined otherwise, and an empty page the only sign of it.
const guard = new Proxy(Object.prototype, {
  get(target, name, receiver): unknown {
    if (typeof name === 'symbol' || name in target) return Reflect.get(target, name, receiver)
    return name === 'then' ? undefined : PartialList.unknown(receiver, name)
  },
  set(target, name, value, receiver): boolean {
    if (receiver instanceof PartialList && typeof name === 'string' && /^\d+$/.test(name)) PartialList.change(receiver)
    return Reflect.set(target, name, value, receiver)
  },
})
Object.setPrototypeOf(PartialList.prototype, guard)
