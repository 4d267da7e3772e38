import { DjustError } from '../error.ts'
import type { Field, FieldType, Model, Relation } from '../schema/schema.ts'
import { listsIn } from './aggregated-lists.ts'
import { keyOf, presenceOf, resultField, targetAt } from './aggregate-target.ts'
import type { ConditionScope } from './condition-scope.ts'
import { decimalDigits, type ExpressionNode, type Literal } from './expression-node.ts'
import { callField, commonField, numericField } from './expression-fields.ts'
import { fieldAt, relationsAt } from './expression-paths.ts'
import { isNumeric, isText } from './operators.ts'
import type { Condition } from './query-state.ts'
import { computedField, type ResolvedExpression } from './resolved-expression.ts'

/** What an expression is checked against. */
export interface ExpressionScope {
  /** What an error names: `annotate({ total })`. */
  readonly where: string
  readonly model: Model
  /** Its `annotations` are those that the expression may refer to. */
  readonly conditions: ConditionScope
  /** Whether aggregates are over the query's own rows instead of rows related to each; columns then stand inside them only. */
  readonly grouped: boolean
  /** Where rows are grouped, what is known of each group: its keys, and aggregates that were resolved before. */
  readonly known?: ReadonlyMap<string, ResolvedExpression>
  /** Inside of an aggregate of related rows: their path, and the scope of the row that has them. */
  readonly related?: { readonly relations: readonly Relation[]; readonly owner: ExpressionScope }
  normalize(model: Model, condition: unknown, scope: ConditionScope): Condition
}

/** Checks an expression's names and types, and numbers its parameters. */
export function resolveExpression(node: ExpressionNode, scope: ExpressionScope): ResolvedExpression {
  const resolve = (one: ExpressionNode): ResolvedExpression => resolveExpression(one, scope)
  switch (node.kind) {
    case 'column':
      return column(node.path, scope)
    case 'value':
      return literal(node.value, null, scope)
    case 'now':
      return slot(new Date(), computedField('datetime', false), scope)
    case 'arithmetic': {
      const [left, right] = together([node.left, node.right], scope)
      return { ...node, left: left!, right: right!, field: numericField(scope.where, node.operator, left!.field, right!.field) }
    }
    case 'call': {
      const alike = node.name === 'coalesce' || node.name === 'nullIf' || node.name === 'daysSince'
      const args = alike ? together(node.args, scope) : node.args.map(resolve)
      return {
        ...node,
        args,
        field: callField(
          scope.where,
          node.name,
          args.map((arg) => arg.field),
          node.option,
        ),
      }
    }
    case 'case': {
      if (scope.related)
        throw new DjustError(
          'query/annotation',
          `${scope.where}: caseWhen() has conditions on the ${scope.related.owner.model.name}, not on the rows that are aggregated.`,
          { hint: 'Say which rows are meant by the filter of the aggregate.' },
        )
      const values = together([...node.branches.map((branch) => branch.value), node.otherwise], scope)
      const conditions = scope.grouped ? groupConditions(scope) : { model: scope.model, scope: scope.conditions }
      const branches = node.branches.map(({ when }, i) => ({
        when: scope.normalize(conditions.model, when, conditions.scope),
        value: values[i]!,
      }))
      return {
        kind: 'case',
        branches,
        annotations: conditions.scope.annotations,
        otherwise: values.at(-1)!,
        field: commonField(
          scope.where,
          'caseWhen()',
          values.map((one) => one.field),
        ),
      }
    }
    case 'aggregate':
      return aggregate(node, scope)
    case 'exists': {
      if (scope.related) throw nested('exists()', scope)
      const { relations, model } = relationsAt(`${scope.where}, exists('${node.path}')`, scope.model, node.path, scope.conditions.schema)
      const field = computedField('boolean', false)
      const exists = { kind: 'exists', relations, model, filter: filterOf(node.filter, model, scope), field } as const
      return scope.grouped ? { kind: 'some', of: exists, field } : exists
    }
    case 'raw':
      return { kind: 'raw', parts: node.parts, args: node.args.map(resolve), field: computedField(node.type, true) }
  }
}

/** Conditions on a group speak of what is known of it. */
function groupConditions({ model, conditions, known = new Map<string, ResolvedExpression>() }: ExpressionScope): {
  readonly model: Model
  readonly scope: ConditionScope
} {
  const annotations = new Map(Array.from(known, ([name, expression]) => [name, { name, expression: expression }]))
  const bare = { ...model, fields: new Map(), relations: new Map(), members: new Map() } as Model
  return { model: bare, scope: { ...conditions, model: bare, annotations, named: annotations } }
}

function column(path: string, scope: ExpressionScope): ResolvedExpression {
  if (scope.related) return relatedColumn(path, scope, scope.related)
  if (scope.grouped) {
    const known = scope.known?.get(path)
    if (known) return known
    throw ungrouped(`"${path}"`, scope)
  }
  const annotation = scope.conditions.annotations.get(path)
  if (annotation) return annotation.expression
  const { relations, field, owned } = fieldAt(scope.where, scope.model, path, scope.conditions)
  const many = relations.find((relation) => relation.kind === 'many')
  if (many) {
    throw new DjustError('query/annotation', `${scope.where}: "${path}" leads through "${many.name}", of which a row has many.`, {
      hint: `Say which value is meant: count, sum, min, max or avg of '${path}', or exists('${many.name}').`,
    })
  }
  return { kind: 'column', ...owned, field }
}

/** Several operands of one type: plain values take the type of the expressions beside them, null that of whatever is. */
function together(nodes: readonly ExpressionNode[], scope: ExpressionScope): ResolvedExpression[] {
  const all = nodes.map((node) => (node.kind === 'value' ? null : resolveExpression(node, scope)))
  const fill = (which: (value: Literal) => boolean): void => {
    const like = all.find((one) => one !== null)?.field ?? null
    for (const [i, node] of nodes.entries()) if (node.kind === 'value' && which(node.value)) all[i] = literal(node.value, like, scope)
  }
  fill((value) => value !== null)
  fill((value) => value === null)
  return all as ResolvedExpression[]
}

function literal(value: Literal, like: Field | null, scope: ExpressionScope): ResolvedExpression {
  if (value === null) return slot(null, { ...(like ?? computedField('text', true)), nullable: true }, scope)
  if (value instanceof Date) {
    return like?.type === 'date'
      ? slot(value.toISOString().slice(0, 10), computedField('date', false), scope)
      : slot(value, computedField('datetime', false), scope)
  }
  if (typeof value === 'string' && like !== null && !isText(like.type)) {
    if (like.type === 'date' || like.type === 'datetime' || like.type === 'time' || like.type === 'uuid' || like.type === 'enum') {
      return slot(value, { ...like, nullable: false, ...(like.type === 'enum' && { type: 'text' as const, native: null }) }, scope)
    }
    const digits = isNumeric(like.type) ? decimalDigits(value) : null
    if (digits !== null) return slot(value, computedField('decimal', false, digits), scope)
  }
  return slot(value, computedField(typeOf(value), false, decimalDigits(value)), scope)
}

function typeOf(value: string | number | bigint | boolean): FieldType {
  if (typeof value === 'string') return 'text'
  if (typeof value === 'bigint') return 'bigint'
  if (typeof value === 'boolean') return 'boolean'
  return Number.isSafeInteger(value) ? 'integer' : 'float'
}

function slot(value: unknown, field: Field, scope: ExpressionScope): ResolvedExpression {
  const { slots } = scope.conditions
  return { kind: 'value', slot: slots.push({ field, operator: 'eq', value }) - 1, field }
}

function aggregate(node: Extract<ExpressionNode, { kind: 'aggregate' }>, scope: ExpressionScope): ResolvedExpression {
  const { grouped, conditions } = scope
  const { aggregate: kind, of } = node
  const shown = `${kind}(${typeof of === 'string' ? `'${of}'` : of === null ? '' : '…'})`
  const where = `${scope.where}: ${shown}`
  const rows: ExpressionScope = { ...scope, where, grouped: false }
  const base = { kind: 'aggregate', aggregate: kind, distinct: node.distinct } as const
  if (scope.related) throw nested(`${kind}()`, scope)
  if (of !== null && typeof of !== 'string') {
    const lists = listsIn(where, of, rows)
    if (lists) {
      const inner = relatedAggregate(where, node, of, lists, rows)
      return grouped ? overRows(inner, rows) : inner
    }
    if (!grouped) {
      throw new DjustError('query/annotation', `${where} aggregates an expression, of which each row has one.`, {
        hint: "In annotate() name fields of related rows, as in sum('payments.amount') or sum(col('payments.amount').times(2)).",
      })
    }
    const resolved = resolveExpression(of, rows)
    return {
      ...base,
      relations: [],
      model: scope.model,
      of: resolved,
      filter: filterOf(node.filter, scope.model, scope),
      field: resultField(where, kind, resolved.field),
    }
  }
  const annotation = grouped && of !== null ? conditions.annotations.get(of) : undefined
  if (annotation) {
    const { expression } = annotation
    return {
      ...base,
      relations: [],
      model: scope.model,
      of: expression,
      filter: filterOf(node.filter, scope.model, scope),
      field: resultField(where, kind, expression.field),
    }
  }
  const { relations, model, field, owned } =
    of === null ? { relations: [], model: scope.model, field: null, owned: null } : targetAt(where, kind, of, scope)
  if (relations.length === 0 && !grouped) {
    throw new DjustError(
      'query/annotation',
      field
        ? `${where}: an annotation aggregates the rows of a relation, and "${field.name}" is the row's own field.`
        : `${where}: an annotation aggregates the rows of a relation.`,
      {
        hint: field ? `For the value itself write col('${field.name}').` : `For example ${kind}('relation').`,
      },
    )
  }
  const ownRows = grouped && relations.every((relation) => relation.kind === 'one')
  const filter = filterOf(node.filter, ownRows ? scope.model : model, scope)
  const result = field ? resultField(where, kind, field) : computedField('integer', false)
  if (ownRows) {
    const of = field && owned ? ({ kind: 'column', ...owned, field } as const) : presenceOf(relations)
    return { ...base, relations: [], model: scope.model, of, filter, field: result }
  }
  const inner: Aggregate = {
    ...base,
    relations,
    model,
    of: field
      ? { kind: 'column', relations: [], column: field.column, ownersKey: undefined, expression: field.expression, field }
      : node.distinct
        ? keyOf(model)
        : null,
    filter,
    field: result,
  }
  return grouped ? overRows(inner, rows) : inner
}

/** An aggregate of an expression over the rows at the end of a to-many path. */
function relatedAggregate(
  where: string,
  node: Extract<ExpressionNode, { kind: 'aggregate' }>,
  of: ExpressionNode,
  relations: readonly Relation[],
  owner: ExpressionScope,
): Aggregate {
  const model = owner.conditions.schema.models.get(relations.at(-1)!.model)!
  const expression = resolveExpression(of, { ...owner, where, model, related: { relations, owner } })
  return {
    kind: 'aggregate',
    aggregate: node.aggregate,
    distinct: node.distinct,
    relations,
    model,
    of: expression,
    filter: filterOf(node.filter, model, owner),
    field: resultField(where, node.aggregate, expression.field),
  }
}

/** A column inside of an aggregate of related rows: theirs, or one of the row that has them. */
function relatedColumn(
  path: string,
  scope: ExpressionScope,
  { relations, owner }: NonNullable<ExpressionScope['related']>,
): ResolvedExpression {
  const own = (): ResolvedExpression => {
    const of = column(path, owner)
    return { kind: 'owner', of, field: of.field }
  }
  if (owner.conditions.annotations.has(path)) return own()
  const end = fieldAt(scope.where, owner.model, path, owner.conditions)
  if (!end.relations.some((relation) => relation.kind === 'many')) return own()
  // An embedded object is no relation of the path, but has a name in it.
  const names = path.split('.')
  let model = owner.model
  let passed = 0
  while (passed < relations.length) {
    const relation = model.relations.get(names.shift()!)!
    if (!relation.embedded) passed++
    model = owner.conditions.schema.models.get(relation.model)!
  }
  const { related: _, ...rest } = scope
  return column(names.join('.'), { ...rest, model, conditions: { ...owner.conditions, model, annotations: new Map() } })
}

function nested(what: string, { where }: ExpressionScope): DjustError {
  return new DjustError('query/annotation', `${where}: ${what} can't stand inside of an aggregate of related rows.`, {
    hint: 'Aggregate fields of those rows, and compute with the result.',
  })
}

type Aggregate = Extract<ResolvedExpression, { kind: 'aggregate' }>

/** The aggregate of all rows related to many rows, as the aggregate of what each of those has: rows are never multiplied. */
function overRows(inner: Aggregate, scope: ExpressionScope): ResolvedExpression {
  // The least and the greatest are the same of all values and of different ones.
  if (inner.distinct && inner.aggregate === 'count') return { kind: 'distinct', aggregate: inner, field: inner.field }
  const { model } = scope
  const over = (aggregate: Aggregate['aggregate'], of: Aggregate): Aggregate => ({
    ...of,
    aggregate,
    relations: [],
    model,
    of,
    filter: null,
    field: { ...of.field, nullable: true },
  })
  switch (inner.aggregate) {
    case 'count': {
      const args = [over('sum', inner), literal(0, inner.field, scope)]
      return { kind: 'call', name: 'coalesce', args, option: null, field: inner.field }
    }
    case 'avg': {
      const sum: Aggregate = { ...inner, aggregate: 'sum', field: { ...inner.of!.field, nullable: true } }
      const count: Aggregate = { ...inner, aggregate: 'count', field: computedField('integer', false) }
      return {
        kind: 'arithmetic',
        operator: 'dividedBy',
        left: over('sum', sum),
        right: over('sum', count),
        field: computedField('float', true),
      }
    }
    case 'sum':
    case 'max':
    case 'min':
      return over(inner.aggregate, inner)
  }
}

function filterOf(filter: object | undefined, model: Model, scope: ExpressionScope): Condition | null {
  if (filter === undefined) return null
  const { conditions } = scope
  const annotations = model === scope.model && scope.grouped ? conditions.annotations : new Map()
  return scope.normalize(model, filter, { ...conditions, annotations, named: annotations, model })
}

function ungrouped(what: string, { where, model }: ExpressionScope): DjustError {
  return new DjustError('query/annotation', `${where}: ${what} has a value for each ${model.name}, but this is about many.`, {
    hint: 'Aggregate it with count, sum, min, max or avg, or group by it in values().',
  })
}
