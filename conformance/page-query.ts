import { count, max, min, sum } from '../src/query/aggregates.ts'
import type { LazyQuery } from '../src/query/lazy-query.ts'
import { QuerySet } from '../src/query/query-set.ts'
import type { EntityClass } from '../src/schema/schema.ts'

/** One of a page's `queries`. */
export interface PageQuery {
  readonly model: string
  readonly filter?: object
  readonly exclude?: object
  readonly annotate?: Readonly<Record<string, PageAnnotation>>
  readonly orderBy?: readonly string[]
  readonly limit?: number
  readonly offset?: number
  readonly get?: object
}

type PageAnnotation = Readonly<Partial<Record<'count' | 'sum' | 'max' | 'min', string>>> & { readonly filter?: object }

const known = new Set(['model', 'filter', 'exclude', 'annotate', 'orderBy', 'limit', 'offset', 'get'])
const aggregates = { count, sum, max, min }

/** The lazy query that an application would write for it. */
export function buildQuery(query: PageQuery, classes: ReadonlyMap<string, EntityClass>): LazyQuery<unknown> {
  const unknown = Object.keys(query).find((key) => !known.has(key))
  if (unknown) throw new Error(`a query says "${unknown}", which is not known here`)
  const entity = classes.get(query.model)
  if (!entity) throw new Error(`a query of the unknown model ${query.model}`)
  // Names are only known at run time: all that a typed query would check, the query itself checks when it runs.
  let set: Untyped = QuerySet.of(entity)
  if (query.annotate) set = set.annotate(Object.fromEntries(Object.entries(query.annotate).map(([name, one]) => [name, annotation(one)])))
  if (query.filter) set = set.filter(query.filter)
  if (query.exclude) set = set.exclude(query.exclude)
  if (query.orderBy) set = set.orderBy(...query.orderBy.map(orderKey))
  if (query.offset !== undefined) set = set.offset(query.offset)
  if (query.limit !== undefined) set = set.limit(query.limit)
  return query.get ? set.get(query.get) : set
}

interface Untyped extends LazyQuery<unknown> {
  annotate(annotations: object): Untyped
  filter(condition: object): Untyped
  exclude(condition: object): Untyped
  orderBy(...keys: unknown[]): Untyped
  offset(rows: number): Untyped
  limit(rows: number): Untyped
  get(condition: object): LazyQuery<unknown>
}

function annotation({ filter, ...rest }: PageAnnotation): object {
  const [[kind, path]] = Object.entries(rest) as [[keyof typeof aggregates, string]]
  const aggregate = aggregates[kind] as (path: string, options: object) => object
  return aggregate(path, filter ? { filter } : {})
}

/** `field`, `-field`, and with where its nulls go: `field nullsFirst`. */
function orderKey(text: string): unknown {
  const [key, nulls] = text.split(' ') as [string, string?]
  if (nulls === undefined) return key
  const descending = key.startsWith('-')
  return { path: descending ? key.slice(1) : key, direction: descending ? 'desc' : 'asc', nulls: nulls === 'nullsFirst' ? 'first' : 'last' }
}
