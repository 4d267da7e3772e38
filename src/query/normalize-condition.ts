import { DjustError } from '../error.ts'
import type { Field, Model, Relation } from '../schema/schema.ts'
import { didYouMean } from '../util/did-you-mean.ts'
import { isPlainObject } from '../util/plain-object.ts'
import type { ResolvedAnnotation } from './annotations.ts'
import { checkNumber, checkValue, describe } from './check-value.ts'
import type { ConditionScope } from './condition-scope.ts'
import { givenKey } from './entity-key.ts'
import { isOperator, isText, operatorNames, operators, relationOperatorNames } from './operators.ts'
import type { Condition, Operator } from './query-state.ts'
import { resolveComparison } from './resolve-comparison.ts'
import type { ResolvedExpression } from './resolved-expression.ts'

/**
 * Checks a condition object against a model. A plain value means `eq`, null `isNull: true`, an array `in` (as in
 * MikroORM); an entity or a key as the value of a relation compares the key. Keys of one object must all hold, and under
 * a relation they speak of the same related row.
 */
export function normalizeCondition(model: Model, condition: unknown, scope: ConditionScope): Condition {
  if (!isPlainObject(condition)) {
    throw new DjustError('query/wrong-value', `A condition on ${model.name} is an object, not ${describe(condition)}.`, {
      hint: `Write { ${[...model.fields.keys()][0] ?? 'field'}: value }.`,
    })
  }
  const parts: Condition[] = []
  for (const key of Object.keys(condition)) {
    const value = condition[key]
    if (value === undefined) {
      throw new DjustError('query/undefined-value', `The condition "${key}" on ${model.name} is undefined.`, {
        hint: `Leave the key out where it should not restrict, or write null for rows without ${key}.`,
      })
    }
    parts.push(part(model, key, value, scope))
  }
  return all(parts)
}

function part(model: Model, key: string, value: unknown, scope: ConditionScope): Condition {
  if (key === 'and' || key === 'or') {
    if (!Array.isArray(value)) {
      throw new DjustError(
        'query/wrong-value',
        `"${key}" in a condition on ${model.name} takes a list of conditions, not ${describe(value)}.`,
      )
    }
    const of = value.map((item: unknown) => normalizeCondition(model, item, scope))
    return of.length === 1 ? of[0]! : { kind: key, of }
  }
  if (key === 'not') return { kind: 'not', of: normalizeCondition(model, value, scope) }
  const field = model.fields.get(key)
  if (field?.inner && isPlainObject(value) && !('isNull' in value && !field.inner.fields.has('isNull'))) {
    return { kind: 'inside', field: key, of: normalizeCondition(field.inner, value, { ...scope, annotations: noAnnotations }) }
  }
  if (field) return comparisons(fieldSubject(model, field), value, scope)
  const relation = model.relations.get(key)
  if (relation?.embedded) return embeddedCondition(model, relation, value, scope)
  if (relation) return relationCondition(model, relation, value, scope)
  const annotation = scope.annotations.get(key)
  if (annotation) return comparisons(annotationSubject(annotation), value, scope)
  const member = model.members.get(key)
  throw new DjustError(
    'query/unknown-field',
    member ? `"${key}" of ${model.name} is a ${member.kind}, not a column.` : `Unknown field "${key}" on ${model.name}.`,
    {
      hint: member
        ? 'Write the condition with the fields that it reads.'
        : didYouMean(key, [...model.fields.keys(), ...model.relations.keys(), ...scope.annotations.keys()]),
    },
  )
}

/** What a comparison is about: a field or an annotation. */
interface Subject {
  readonly where: string
  readonly field: Field | null
  /** The field's type, or what stands for an annotation's. */
  readonly type: Field['type']
  leaf(operator: Operator, value: unknown, slot: number, other?: readonly (ResolvedExpression | null)[]): Condition
}

function fieldSubject(model: Model, field: Field): Subject {
  return {
    where: `"${field.name}" of ${model.name}`,
    field,
    type: field.type,
    leaf: (operator, value, slot, other) => ({ kind: 'compare', field: field.name, operator, value, slot, ...(other && { other }) }),
  }
}

function annotationSubject(annotation: ResolvedAnnotation): Subject {
  const { field } = annotation.expression
  const isNumber = field.native === null && (field.type === 'integer' || field.type === 'float')
  return {
    where: `The annotation "${annotation.name}"`,
    field: isNumber ? null : field,
    type: field.type,
    leaf: (operator, value, slot, other) => ({ kind: 'annotation', name: annotation.name, operator, value, slot, ...(other && { other }) }),
  }
}

function comparisons(subject: Subject, value: unknown, scope: ConditionScope): Condition {
  if (value === null) return subject.leaf('isNull', true, -1)
  if (Array.isArray(value)) return compare(subject, 'in', value, scope)
  if (!isPlainObject(value)) return compare(subject, 'eq', value, scope)
  const names = Object.keys(value)
  if (names.length === 0) throw new DjustError('query/wrong-value', `${subject.where} has a condition without an operator.`)
  return all(
    names.map((name) => {
      if (!isOperator(name)) {
        throw new DjustError('query/unknown-operator', `Unknown operator "${name}" on ${subject.where}.`, {
          hint: didYouMean(name, operatorNames),
        })
      }
      return compare(subject, name, value[name], scope)
    }),
  )
}

function compare(subject: Subject, operator: Operator, operand: unknown, scope: ConditionScope): Condition {
  if (operand === undefined) {
    throw new DjustError('query/undefined-value', `${subject.where} is compared with undefined (${operator}).`, {
      hint: 'Leave the operator out where it should not restrict, or write null.',
    })
  }
  if (operand === null && (operator === 'eq' || operator === 'ne')) return subject.leaf('isNull', operator === 'eq', -1)
  if (subject.field?.opaque && operator !== 'isNull') {
    throw new DjustError(
      'query/unknown-operator',
      `${subject.where} is kept in a form whose values the database can't compare, so that it can only be compared by isNull.`,
    )
  }
  if (subject.type === 'json' && operator !== 'isNull') {
    throw new DjustError('query/unknown-operator', `${subject.where} is JSON, which can only be compared by isNull.`)
  }
  const others = resolveComparison(subject, operator, operand, scope, normalizeCondition)
  const slot = scope.slots.length
  const add = (value: unknown, at: number, encodedFor = operator): void => {
    // An expression has no parameter of its own; the place is kept, so that values are counted alike.
    if (others?.[at]) scope.slots.push({ field: null, operator: encodedFor, value: null })
    else {
      check(subject, operator, value)
      scope.slots.push({ field: subject.field, operator: encodedFor, value })
    }
  }
  switch (operators[operator].operand) {
    case 'boolean':
      if (typeof operand !== 'boolean') wrongOperand(subject, operator, 'true or false', operand)
      return subject.leaf(operator, operand, -1)
    case 'list':
      if (!Array.isArray(operand)) wrongOperand(subject, operator, 'an array', operand)
      for (const item of operand as readonly unknown[]) check(subject, operator, item)
      scope.slots.push({ field: subject.field, operator, value: operand })
      break
    case 'pair':
      if (!Array.isArray(operand) || operand.length !== 2) wrongOperand(subject, operator, 'an array of two values', operand)
      add((operand as readonly unknown[])[0], 0, 'gte')
      add((operand as readonly unknown[])[1], 1, 'lte')
      break
    case 'text':
      if (!isText(subject.type) && subject.type !== 'enum' && subject.type !== 'other') {
        throw new DjustError(
          'query/unknown-operator',
          `The operator "${operator}" is for text; ${subject.where} is of type ${subject.type}.`,
        )
      }
      if (typeof operand !== 'string') wrongOperand(subject, operator, 'text', operand)
      scope.slots.push({ field: subject.field, operator, value: operand })
      break
    case 'value':
      add(operand, 0)
      break
  }
  return subject.leaf(operator, operand, slot, others)
}

function check(subject: Subject, operator: Operator, value: unknown): void {
  if (value === null || value === undefined) {
    throw new DjustError('query/wrong-value', `${subject.where} is compared with ${String(value)} (${operator}), which no row can meet.`, {
      hint: operator === 'in' || operator === 'notIn' ? 'Take it out of the list, and ask for null by isNull.' : 'Ask for null by isNull.',
    })
  }
  if (subject.field) checkValue(subject.field, subject.where, value)
  else checkNumber(subject.where, value, true)
}

function wrongOperand(subject: Subject, operator: Operator, needed: string, operand: unknown): never {
  throw new DjustError('query/wrong-value', `The operator "${operator}" on ${subject.where} takes ${needed}, not ${describe(operand)}.`)
}

function relationCondition(model: Model, relation: Relation, value: unknown, scope: ConditionScope): Condition {
  const target = scope.schema.models.get(relation.model)!
  const where = `"${relation.name}" of ${model.name}`
  // An annotation belongs to the query's own rows, so that nothing below a relation can name it.
  const inner: ConditionScope = { ...scope, annotations: noAnnotations }
  const present = (yes: boolean): Condition => ({ kind: 'present', relation: relation.name, present: yes })
  const related = (of: Condition): Condition => {
    if (of.kind === 'and' && of.of.length === 0) return present(true)
    if (of.kind === 'compare' && of.operator === 'isNull' && target.primaryKey.includes(of.field)) return present(of.value !== true)
    return { kind: 'related', relation: relation.name, of }
  }
  const is = (one: unknown): Condition => related(keyCondition(target, where, one, inner))
  const isOneOf = (list: unknown): Condition => related(keyListCondition(target, where, list, inner))
  if (value === null) return present(false)
  if (Array.isArray(value)) return isOneOf(value)
  if (!isPlainObject(value)) return is(value)
  const parts: Condition[] = []
  const nested = Object.create(null) as Record<string, unknown>
  for (const key of Object.keys(value)) {
    const operand = value[key]
    const asOperator = !hasName(target, key) && isOperator(key) && operators[key].onRelations
    if (!asOperator) {
      nested[key] = operand
      continue
    }
    if (operand === undefined) {
      throw new DjustError('query/undefined-value', `${where} is compared with undefined (${key}).`)
    }
    if (key === 'isNull') {
      if (typeof operand !== 'boolean') {
        throw new DjustError('query/wrong-value', `The operator "isNull" on ${where} takes true or false, not ${describe(operand)}.`)
      }
      parts.push(present(!operand))
    } else if (key === 'eq') parts.push(operand === null ? present(false) : is(operand))
    else if (key === 'ne') parts.push(operand === null ? present(true) : { kind: 'not', of: is(operand) })
    else if (key === 'in') parts.push(isOneOf(operand))
    else parts.push({ kind: 'not', of: isOneOf(operand) })
  }
  if (Object.keys(nested).length > 0 || parts.length === 0) {
    checkNested(target, where, nested)
    parts.push(related(normalizeCondition(target, nested, inner)))
  }
  return all(parts)
}

const noAnnotations: ReadonlyMap<string, ResolvedAnnotation> = new Map()

function hasName(model: Model, name: string): boolean {
  return model.fields.has(name) || model.relations.has(name)
}

/** Conditions on an embedded object: on its parts, on whether it is there, or an object of its class that all parts equal. */
function embeddedCondition(model: Model, relation: Relation, value: unknown, scope: ConditionScope): Condition {
  const target = scope.schema.models.get(relation.model)!
  const inner: ConditionScope = { ...scope, annotations: noAnnotations }
  const present = (yes: boolean): Condition => ({ kind: 'present', relation: relation.name, present: yes })
  if (value === null) return present(false)
  if (value instanceof target.entity) {
    const parts = Object.fromEntries(
      [...target.fields.keys(), ...target.relations.keys()].map((name) => [name, Reflect.get(value, name) ?? null]),
    )
    return { kind: 'related', relation: relation.name, of: normalizeCondition(target, parts, inner) }
  }
  if (!isPlainObject(value)) {
    throw new DjustError(
      'query/wrong-value',
      `"${relation.name}" of ${model.name} is an embedded object, compared with ${describe(value)}.`,
      {
        hint: `Name its parts: { ${relation.name}: { ${[...target.fields.keys()][0] ?? 'part'}: … } }.`,
      },
    )
  }
  if (typeof value['isNull'] === 'boolean' && !hasName(target, 'isNull')) {
    const { isNull, ...parts } = value
    const isThere = present(!isNull)
    return Object.keys(parts).length === 0 ? isThere : all([isThere, embeddedCondition(model, relation, parts, scope)])
  }
  checkNested(target, `"${relation.name}" of ${model.name}`, value)
  return { kind: 'related', relation: relation.name, of: normalizeCondition(target, value, inner) }
}

function checkNested(target: Model, where: string, nested: Readonly<Record<string, unknown>>): void {
  for (const key of Object.keys(nested)) {
    if (hasName(target, key) || !isOperator(key)) continue
    throw new DjustError('query/unknown-operator', `The operator "${key}" can't compare rows; ${where} is a relation to ${target.name}.`, {
      hint: `Name a field of ${target.name} (${[...target.fields.keys()].join(', ')}), or use ${relationOperatorNames.join(', ')}.`,
    })
  }
}

function keyCondition(target: Model, where: string, value: unknown, scope: ConditionScope): Condition {
  return all(
    target.primaryKey.map((name) => {
      const field = target.fields.get(name)!
      return compare(fieldSubject(target, field), 'eq', givenKey(scope, target, where, name, value), scope)
    }),
  )
}

function keyListCondition(target: Model, where: string, list: unknown, scope: ConditionScope): Condition {
  if (!Array.isArray(list)) {
    throw new DjustError('query/wrong-value', `${where} takes a list of ${target.name} or of their keys, not ${describe(list)}.`)
  }
  const given = (item: unknown, name: string): unknown => givenKey(scope, target, where, name, item)
  const [name, ...others] = target.primaryKey
  if (name !== undefined && others.length === 0) {
    const keys = list.map((item: unknown) => given(item, name))
    return compare(fieldSubject(target, target.fields.get(name)!), 'in', keys, scope)
  }
  const subjects = target.primaryKey.map((each) => fieldSubject(target, target.fields.get(each)!))
  const keys = list.map((item: unknown) =>
    target.primaryKey.map((each, i) => {
      const value = given(item, each)
      resolveComparison(subjects[i]!, 'in', value, scope, normalizeCondition)
      check(subjects[i]!, 'in', value)
      return value
    }),
  )
  const slot = scope.slots.push({ field: null, operator: 'in', value: keys, key: subjects.map((subject) => subject.field!) }) - 1
  return { kind: 'keys', slot }
}

function all(parts: readonly Condition[]): Condition {
  return parts.length === 1 ? parts[0]! : { kind: 'and', of: parts }
}
