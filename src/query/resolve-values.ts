import { DjustError } from '../error.ts'
import type { Model, Schema } from '../schema/schema.ts'
import { didYouMean } from '../util/did-you-mean.ts'
import type { ResolvedAnnotation } from './annotations.ts'
import type { ConditionScope } from './condition-scope.ts'
import type { ExpressionNode } from './expression-node.ts'
import { conditionNames } from './condition-names.ts'
import { normalizeCondition } from './normalize-condition.ts'
import { reversedOrdering } from './ordering.ts'
import type { Condition, QueryState, ValuesState } from './query-state.ts'
import { resolveExpression } from './resolve-expression.ts'
import { resolveQuery, type ResolvedQuery } from './resolve-query.ts'
import type { ResolvedExpression } from './resolved-expression.ts'

/** A query of values after it was checked: what its rows are made of. */
export interface ResolvedValues {
  /** The rows that the values are of. */
  readonly query: ResolvedQuery
  readonly values: ValuesState
  /** What each row has that is not aggregated; in groups, what they are grouped by. */
  readonly keys: ReadonlyMap<string, ResolvedExpression>
  readonly aggregates: ReadonlyMap<string, ResolvedExpression>
  /** On the result. */
  readonly where: Condition
  readonly ordering: readonly ValuesOrdering[]
  /** The places of the result's own limit and offset among the query's slots. */
  readonly limit: number
}

export interface ValuesOrdering {
  readonly name: string
  readonly descending: boolean
  readonly nulls: 'first' | 'last' | undefined
}

/** Whether rows are put together: by aggregates, or as each is wanted once. */
export function isGrouped({ aggregates, values, keys }: ResolvedValues): boolean {
  return aggregates.size > 0 || values.distinct || keys.size === 0
}

export function resolveValues(state: QueryState, schema: Schema): ResolvedValues {
  const values = state.values!
  const query = resolveQuery({ ...state, result: 'rows' }, schema)
  const { model, scope } = query
  const keys = new Map<string, ResolvedExpression>()
  const aggregates = new Map<string, ResolvedExpression>()
  const each = { model, conditions: scope, grouped: false, normalize: normalizeCondition }
  for (const path of values.names) {
    const where = `values('${path}')`
    checkClash(where, path, keys)
    keys.set(path, resolveExpression({ kind: 'column', path }, { ...each, where }))
  }
  const groups = [...values.annotations.values()].some((node) => aggregatesRows(node, aggregates)) || state.result === 'aggregate'
  for (const [name, node] of values.annotations) {
    const where = `${state.result === 'aggregate' ? 'aggregate' : 'annotate'}({ ${name} })`
    checkClash(where, name, new Map([...keys, ...aggregates]))
    if (groups && (aggregatesRows(node, aggregates) || state.result === 'aggregate')) {
      aggregates.set(name, resolveExpression(node, { ...each, where, grouped: true, known: new Map([...groupKeys(keys), ...aggregates]) }))
    } else keys.set(name, resolveExpression(node, { ...each, where, conditions: withKeys(scope, keys) }))
  }
  const result = new Map([...keys, ...aggregates].map(([name, expression]): [string, ResolvedAnnotation] => [name, { name, expression }]))
  const outer: ConditionScope = { ...scope, annotations: result, named: result }
  const bare = { ...model, fields: new Map(), relations: new Map(), members: new Map() } as Model
  const parts = values.where.map(({ kind, condition }): Condition => {
    const of = normalizeCondition(bare, condition, outer)
    return kind === 'filter' ? of : { kind: 'not', of }
  })
  const { slots } = scope
  const limit =
    slots.push({ field: null, operator: 'eq', value: values.limit ?? null }, { field: null, operator: 'eq', value: values.offset }) - 2
  checkList(values, result)
  const resolved = { query, values, keys, aggregates, where: { kind: 'and', of: parts } as const, limit }
  return { ...resolved, ordering: orderingOf(state, result, groups || values.distinct) }
}

function groupKeys(keys: ReadonlyMap<string, ResolvedExpression>): Map<string, ResolvedExpression> {
  return new Map(Array.from(keys, ([name, of]) => [name, { kind: 'key', of, field: of.field }]))
}

/** Whether an expression is about many rows: it aggregates them, or names what does. */
function aggregatesRows(node: ExpressionNode, known: ReadonlyMap<string, unknown>): boolean {
  const some = (nodes: readonly ExpressionNode[]): boolean => nodes.some((one) => aggregatesRows(one, known))
  switch (node.kind) {
    case 'aggregate':
      return true
    case 'arithmetic':
      return some([node.left, node.right])
    case 'call':
    case 'raw':
      return some(node.args)
    case 'case':
      return (
        some([node.otherwise, ...node.branches.map(({ value }) => value)]) || node.branches.some(({ when }) => conditionNames(when, known))
      )
    case 'column':
      return known.has(node.path)
    case 'value':
    case 'now':
    case 'exists':
      return false
  }
}

function withKeys(scope: ConditionScope, keys: ReadonlyMap<string, ResolvedExpression>): ConditionScope {
  return {
    ...scope,
    annotations: new Map([...scope.annotations, ...[...keys].map(([name, expression]) => [name, { name, expression }] as const)]),
  }
}

/** Two names of one row must not be in each other's way: `property` and `property.name`. */
function checkClash(where: string, path: string, known: ReadonlyMap<string, unknown>): void {
  for (const other of known.keys()) {
    if (other !== path && !other.startsWith(`${path}.`) && !path.startsWith(`${other}.`)) continue
    throw new DjustError('query/values', `${where}: its rows have "${other}" already.`, {
      hint: 'Give the annotation another name, or name the value once.',
    })
  }
}

function checkList({ list }: ValuesState, result: ReadonlyMap<string, unknown>): void {
  for (const name of list ?? []) if (!result.has(name)) throw unknown(`valuesList('${name}')`, name, result)
}

function orderingOf(state: QueryState, result: ReadonlyMap<string, unknown>, grouped: boolean): ValuesOrdering[] {
  const own = state.values!.orderBy
  const sliced = state.limit !== undefined || state.offset > 0
  // The order of a slice says which rows those are; the order of groups can only be by what they have.
  const given = own.length > 0 || !grouped || sliced ? own : state.orderBy
  const ordering = given.map(({ path, descending, nulls }) => {
    const name = path.join('.')
    if (!result.has(name)) throw unknown(`orderBy('${descending ? '-' : ''}${name}')`, name, result)
    return { name, descending, nulls }
  })
  return [...(state.values!.reversed ? reversedOrdering(ordering) : ordering)]
}

function unknown(where: string, name: string, result: ReadonlyMap<string, unknown>): DjustError {
  return new DjustError('query/values', `${where}: the rows of these values have no "${name}".`, {
    hint: didYouMean(name, [...result.keys()]) || `They have ${[...result.keys()].join(', ')}.`,
  })
}
