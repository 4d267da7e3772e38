import { type RawBuilder, sql } from 'kysely'
import { DjustError } from '../error.ts'
import type { Field, FieldType, Model, Ordering, Relation, Schema } from '../schema/schema.ts'
import { didYouMean } from '../util/did-you-mean.ts'
import type { ResolvedAnnotation } from './annotations.ts'
import { collated, type Compared } from './comparison.ts'
import { fieldRef } from './field-ref.ts'
import type { Dialect } from './orm-adapter.ts'
import type { QueryState } from './query-state.ts'
import type { SqlContext } from './sql-context.ts'

/** One key of an order after it was checked against a model. */
export type ResolvedOrdering = {
  readonly descending: boolean
  /** undefined: nulls are smallest. */
  readonly nulls: 'first' | 'last' | undefined
} & (
  | {
      readonly kind: 'column'
      /** The to-one relations that lead to the row that has the column. */
      readonly path: readonly Relation[]
      readonly column: string
      /** Where the owner's row has the same value, if no filter hides rows of the target: one relation less to join. */
      readonly ownersKey: string | undefined
      /** What stands for the column where the field is none of its own. */
      readonly expression: Field['expression']
      readonly type: FieldType
      readonly valueOrder: Field['valueOrder']
      /** Also where a relation of the path may have no row. */
      readonly nullable: boolean
    }
  | { readonly kind: 'annotation'; readonly annotation: ResolvedAnnotation }
)

/**
 * Checks an order and completes it: a relation means its model's own order (its key where it has none), and the
 * primary key comes last, so that rows that are equal otherwise come in the same order every time.
 */
export function resolveOrdering(
  orderings: readonly Ordering[],
  model: Model,
  schema: Schema,
  annotations: ReadonlyMap<string, ResolvedAnnotation> = new Map(),
): readonly ResolvedOrdering[] {
  const resolved = orderings.flatMap((ordering) => resolveOne(ordering, model, schema, annotations))
  for (const name of model.primaryKey) {
    const field = model.fields.get(name)!
    const known = resolved.some((one) => one.kind === 'column' && one.path.length === 0 && one.column === field.column && !one.valueOrder)
    if (!known) resolved.push(keyOrdering([], field, false, undefined))
  }
  return resolved
}

/** The same order from its other end. */
export function reversedOrdering<By extends Pick<ResolvedOrdering, 'descending' | 'nulls'>>(orderings: readonly By[]): readonly By[] {
  const opposite = { first: 'last', last: 'first' } as const
  return orderings.map((one) => ({ ...one, descending: !one.descending, nulls: one.nulls && opposite[one.nulls] }))
}

/** The items of an ORDER BY. `join` gives the alias of the rows at the end of a path of to-one relations; the empty path is the query's own rows. */
export function orderingExpressions(
  orderings: readonly ResolvedOrdering[],
  context: SqlContext,
  join: (path: readonly Relation[]) => string,
  annotation: (name: string) => Compared,
  collation: QueryState['collation'] = 'djust',
): OrderItem[] {
  return orderings.flatMap((ordering) => {
    const key = ordering.kind === 'annotation' ? annotation(ordering.annotation.name) : columnKey(ordering, context, join)
    if (collation === 'database') return databaseItems(context.dialect, key, ordering.descending, ordering.nulls)
    return orderingItems(context.dialect, key, ordering.descending, ordering.nulls)
  })
}

function columnKey(
  ordering: Extract<ResolvedOrdering, { kind: 'column' }>,
  context: SqlContext,
  join: (path: readonly Relation[]) => string,
): Compared {
  const { path, ownersKey, type, expression } = ordering
  // A row that a filter hides is no row: its key orders nothing, and where it would be is null.
  const hidden = path.map((relation) => !relation.embedded && (context.restricted?.(context.schema.models.get(relation.model)!) ?? false))
  const nullable = ordering.nullable || hidden.includes(true)
  const isOwners = ownersKey !== undefined && !hidden.at(-1)
  const ref = isOwners ? context.column(join(path.slice(0, -1)), ownersKey) : fieldRef(context, join(path), ordering)
  return sortKey({ ref, type, nullable, column: isOwners || !expression }, ordering.valueOrder)
}

/** What rows are sorted by: a value, or its place where values have an order of their own. */
export function sortKey(key: Compared, values: Field['valueOrder']): Compared {
  if (!values) return key
  const places = values.map((value, place) => sql` when ${sql.lit(value)} then ${sql.lit(place)}`)
  return { ref: sql`(case ${key.ref}${sql.join(places, sql.raw(''))} end)`, type: 'integer', nullable: true, column: false }
}

/** An item of ORDER BY, whose key a subquery may select for the query around it. */
export interface OrderItem {
  readonly key: RawBuilder<unknown>
  /** `asc` or `desc`, and the place of nulls where it isn't the database's own; empty for what ascends without a word. */
  readonly direction: string
}

export function orderClause(items: readonly OrderItem[]): RawBuilder<unknown> {
  if (items.length === 0) return sql.raw('')
  return sql` order by ${orderList(items)}`
}

export function orderList(items: readonly OrderItem[]): RawBuilder<unknown> {
  return sql.join(items.map(({ key, direction }) => (direction === '' ? key : sql`${key} ${sql.raw(direction)}`)))
}

/** One key of an order as the items that give it the same place for nulls on every database. */
export function orderingItems(dialect: Dialect, key: Compared, descending: boolean, nulls: 'first' | 'last' | undefined): OrderItem[] {
  const item = { key: collated(dialect, key), direction: descending ? 'desc' : 'asc' }
  if (!key.nullable) return [item]
  const smallest = descending ? 'last' : 'first'
  const wanted = nulls ?? smallest
  // Nulls are smallest in SQLite and MySQL, greatest in PostgreSQL.
  const usual = dialect === 'postgres' ? (descending ? 'first' : 'last') : smallest
  return wanted === usual ? [item] : withNulls(dialect, key.ref, wanted, item)
}

/** As the ORM writes an order that says nothing of collations. */
function databaseItems(dialect: Dialect, { ref }: Compared, descending: boolean, nulls: 'first' | 'last' | undefined): OrderItem[] {
  const item = { key: ref, direction: descending ? 'desc' : 'asc' }
  return nulls ? withNulls(dialect, ref, nulls, item) : [item]
}

function withNulls(dialect: Dialect, ref: RawBuilder<unknown>, nulls: 'first' | 'last', item: OrderItem): OrderItem[] {
  if (dialect !== 'mysql') return [{ key: item.key, direction: `${item.direction} nulls ${nulls}` }]
  return [{ key: sql`${ref} is null`, direction: nulls === 'first' ? 'desc' : 'asc' }, item]
}

function resolveOne(
  { path, descending, nulls }: Ordering,
  model: Model,
  schema: Schema,
  annotations: ReadonlyMap<string, ResolvedAnnotation>,
): ResolvedOrdering[] {
  const annotation = path.length === 1 ? annotations.get(path[0]!) : undefined
  if (annotation) return [{ kind: 'annotation', annotation, descending, nulls }]
  const where = `orderBy('${descending ? '-' : ''}${path.join('.')}')`
  const relations: Relation[] = []
  let target = model
  for (const [index, name] of path.entries()) {
    const field = target.fields.get(name)
    if (field && index === path.length - 1) return [columnOrdering(relations, field, descending, nulls)]
    if (field?.inner) {
      target = field.inner
      continue
    }
    const relation = target.relations.get(name)
    if (!relation) throw unknownName(where, name, target, index === 0 ? annotations.keys() : [])
    if (relation.kind === 'many') {
      throw new DjustError('query/not-orderable', `${where}: "${name}" of ${target.name} has many rows, so that it gives no order.`, {
        hint: `Annotate the one that counts: .annotate({ last: max('${[...path.slice(0, index + 1), path[index + 1] ?? 'id'].join('.')}') }).orderBy('last').`,
      })
    }
    relations.push(relation)
    target = schema.models.get(relation.model)!
  }
  return relatedOrdering(relations, target, descending, nulls, schema)
}

function relatedOrdering(
  relations: readonly Relation[],
  target: Model,
  descending: boolean,
  nulls: 'first' | 'last' | undefined,
  schema: Schema,
): ResolvedOrdering[] {
  if (relations.at(-1)?.embedded) {
    throw new DjustError(
      'query/not-orderable',
      `orderBy: "${relations.at(-1)?.name}" is an embedded object, which has no order of its own.`,
      {
        hint: `Order by one of its parts: ${[...target.fields.keys()].join(', ')}.`,
      },
    )
  }
  const own = relations.length > 4 ? [] : target.ordering
  if (own.length === 0) return target.primaryKey.map((name) => keyOrdering(relations, target.fields.get(name)!, descending, nulls))
  return own.flatMap((one) =>
    resolveOne(one, target, schema, new Map()).map((inner) => {
      if (inner.kind === 'annotation') return inner
      const path = [...relations, ...inner.path]
      return {
        ...inner,
        path,
        nullable: inner.nullable || mayMiss(relations),
        descending: inner.descending !== descending,
        nulls: nulls ?? inner.nulls,
      }
    }),
  )
}

function columnOrdering(
  path: readonly Relation[],
  field: Field,
  descending: boolean,
  nulls: 'first' | 'last' | undefined,
): ResolvedOrdering {
  const last = path.at(-1)
  const at = last?.owner && !last.pivot ? last.foreign.indexOf(field.column) : -1
  const nullable = field.nullable || mayMiss(path)
  const ownersKey = last && at !== -1 ? last.local[at] : undefined
  return {
    kind: 'column',
    path,
    column: field.column,
    ownersKey,
    expression: field.expression,
    type: field.type,
    valueOrder: field.valueOrder,
    nullable,
    descending,
    nulls,
  }
}

/** By the values of a key themselves, no two of which have the same place. */
function keyOrdering(...[path, field, descending, nulls]: Parameters<typeof columnOrdering>): ResolvedOrdering {
  return columnOrdering(path, { ...field, valueOrder: undefined }, descending, nulls)
}

function mayMiss(path: readonly Relation[]): boolean {
  return path.some((relation) => relation.nullable || !relation.owner)
}

function unknownName(where: string, name: string, model: Model, annotations: Iterable<string>): DjustError {
  const member = model.members.get(name)
  if (member) {
    return new DjustError('query/not-orderable', `${where}: "${name}" of ${model.name} is a ${member.kind}, not a column.`, {
      hint: 'Order by the fields that it reads.',
    })
  }
  const relations = [...model.relations.values()].filter((relation) => relation.kind === 'one').map((relation) => relation.name)
  return new DjustError('query/unknown-field', `${where}: unknown field "${name}" on ${model.name}.`, {
    hint: didYouMean(name, [...model.fields.keys(), ...relations, ...annotations]),
  })
}
