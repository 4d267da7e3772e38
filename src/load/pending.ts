import { DjustError } from '../error.ts'
import type { ManyPlan, OnePlan } from '../plan/load-plan.ts'
import type { Prefetches } from '../query/list-queries.ts'
import type { RelatedRows } from '../query/select.ts'
import type { Model } from '../schema/schema.ts'
import { type ListNeeds, PartialList } from '../serialize/partial-list.ts'
import { type RelatedList, toRelatedList } from '../serialize/related-list.ts'

/** Keys that rows left for statements of the next level, and where those statements' rows go. */
export interface Pending {
  readonly plan: ManyPlan | OnePlan
  readonly rows: RelatedRows
  readonly prefetches: Prefetches
  /** The keys that no statement was run for yet; afterwards there are none until rows leave more. */
  drain(): readonly (readonly unknown[])[]
  /** Rows by the keys of their parents, in order. */
  attach(keys: readonly unknown[], rows: readonly object[]): void
}

type List = RelatedList | PartialList

/** The lists of one to-many relation: one for each key, however many rows share it. */
export class PendingLists implements Pending {
  readonly plan: ManyPlan
  readonly rows: RelatedRows
  readonly prefetches: Prefetches
  /** Lists that a row of a later level asked for again: cyclic data, or a row that several ways lead to. */
  readonly revisited: List[] = []
  readonly #needs: ListNeeds
  /** None where all lists come filled. */
  #lists: Map<unknown, { readonly list: List; readonly level: number }> | undefined
  #fresh: (readonly unknown[])[] = []
  /** Lists of the fresh keys, and of those whose rows are on the way: plain arrays until they are full. */
  #open: unknown[][] = []
  #filling: unknown[][] = []
  #level = 0

  constructor(plan: ManyPlan, owner: Model, prefetches: Prefetches) {
    this.plan = plan
    const { relation, head, tail } = plan
    this.rows = { owner, relation, head, tail, node: plan.node }
    this.#needs = { model: owner.name, relation: relation.name, head, tail, place: plan }
    this.prefetches = prefetches
  }

  take(key: unknown, count: number | null, exists: boolean | null): List {
    if (!this.plan.node) return this.#create(count, exists)
    const id = identityOfKey(key, this.rows)
    if (id === null) return this.plan.head === Infinity ? toRelatedList([]) : this.#create(count ?? 0, exists ?? false)
    const lists = (this.#lists ??= new Map())
    const known = lists.get(id)
    if (known) {
      if (known.level < this.#level) this.revisited.push(known.list)
      return known.list
    }
    // Known to have no rows: none are asked for.
    const isEmpty = exists === false && this.plan.head === Infinity
    const list = isEmpty ? toRelatedList([]) : this.#create(count, exists)
    lists.set(id, { list, level: this.#level })
    if (!isEmpty) this.#fresh.push(Array.isArray(key) ? key : [key])
    return list
  }

  /** A list whose rows came with the row that has it. */
  filled(rows: object[], count: number | null, exists: boolean | null): List {
    // Of a query that is a slice itself those are all rows.
    return this.plan.head === Infinity ? toRelatedList<unknown>(rows) : new PartialList<unknown>(this.#needs, count, exists, rows)
  }

  drain(): readonly (readonly unknown[])[] {
    const keys = this.#fresh
    this.#fresh = []
    this.#filling = this.#open
    this.#open = []
    if (keys.length > 0) this.#level++
    return keys
  }

  attach(keys: readonly unknown[], rows: readonly object[]): void {
    let last: unknown = null
    let list: List | undefined
    for (let i = 0; i < rows.length; i++) {
      const key = keys[i]
      if (key !== last || !list) {
        list = this.#lists?.get(identityOfKey(key, this.rows))?.list
        if (!list) throw strangeKey(key, this.rows)
        last = key
      }
      list.push(rows[i])
    }
    for (const full of this.#filling) toRelatedList(full)
    this.#filling = []
  }

  #create(count: number | null, exists: boolean | null): List {
    if (this.plan.head === Infinity) {
      const rows: unknown[] = []
      this.#open.push(rows)
      return rows as RelatedList
    }
    return new PartialList(this.#needs, count, exists)
  }
}

/** The targets of a to-one relation that is loaded level by level: one instance for each key. */
export class PendingOnes implements Pending {
  readonly plan: OnePlan
  readonly rows: RelatedRows
  readonly prefetches: Prefetches
  readonly #found = new Map<unknown, object>()
  readonly #waiting = new Map<unknown, object[]>()
  #fresh: (readonly unknown[])[] = []

  constructor(plan: OnePlan, owner: Model, prefetches: Prefetches) {
    this.plan = plan
    this.rows = { owner, relation: plan.relation, head: Infinity, tail: 0, node: plan.node }
    this.prefetches = prefetches
  }

  add(row: object, key: unknown): void {
    const id = identityOfKey(key, this.rows)
    if (id === null) return
    const found = this.#found.get(id)
    if (found) {
      this.#set(row, found)
      return
    }
    const waiting = this.#waiting.get(id)
    if (waiting) waiting.push(row)
    else {
      this.#waiting.set(id, [row])
      this.#fresh.push(Array.isArray(key) ? key : [key])
    }
  }

  drain(): readonly (readonly unknown[])[] {
    const keys = this.#fresh
    this.#fresh = []
    return keys
  }

  attach(keys: readonly unknown[], rows: readonly object[]): void {
    for (const [i, found] of rows.entries()) {
      const id = identityOfKey(keys[i], this.rows)
      this.#found.set(id, found)
      for (const row of this.#waiting.get(id) ?? []) this.#set(row, found)
    }
  }

  #set(row: object, found: object): void {
    // An entity of the application may be related to another row by now.
    if ((Reflect.get(row, this.plan.relation.name) ?? null) === null) Reflect.set(row, this.plan.relation.name, found)
  }
}

/** What tells one key from another in a Map; null where a part of it is null, since then nothing is related. */
function identityOfKey(key: unknown, rows: RelatedRows): unknown {
  if (Array.isArray(key)) {
    if (key.includes(null)) return null
    for (const part of key as unknown[]) checkKey(part, rows)
    return JSON.stringify(key, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part))
  }
  checkKey(key, rows)
  return key
}

function checkKey(key: unknown, { owner, relation }: RelatedRows): void {
  if (typeof key !== 'object' || key === null) return
  const type = Object.prototype.toString.call(key).slice(8, -1)
  throw new DjustError(
    'load/key-type',
    `${owner.name}.${relation.name} is keyed by values of type ${type}, which djust can't look rows up by.`,
    {
      hint: 'Keys of relations are numbers or text.',
    },
  )
}

function strangeKey(key: unknown, { owner, relation }: RelatedRows): DjustError {
  return new DjustError(
    'load/key-mismatch',
    `The database gave a row of ${owner.name}.${relation.name} for the key ${JSON.stringify(key)}, which no row of ${owner.name} has in that form.`,
    {
      hint: `Give ${relation.local.join(', ')} and ${relation.foreign.join(', ')} the same column type and collation.`,
    },
  )
}
