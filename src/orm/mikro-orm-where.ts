import { helper, Utils } from '@mikro-orm/core'
import type { OrmAdapter } from '../query/orm-adapter.ts'
import { targetOf } from '../query/target-of.ts'
import type { Field, FieldType, Model, Relation } from '../schema/schema.ts'
import { isPlainObject } from '../util/plain-object.ts'
import type { NativeField } from './mikro-orm-values.ts'

/** Thrown inside of a translation for what djust's conditions can't say, or say with another meaning. */
class Untranslatable extends Error {}

/** A condition of djust's, and whether it holds where all columns of the row are null, as those of a joined row that is missing. */
interface Translated {
  readonly condition: object
  readonly ofNothing: boolean
}

export interface TranslatedWhere {
  readonly condition: object
  /** Models of the relations that it goes through. */
  readonly models: ReadonlySet<Model>
}

/** A native condition in djust's words; null where it has no equal. */
export function translateWhere(model: Model, where: unknown, adapter: Pick<OrmAdapter, 'schema'>): TranslatedWhere | null {
  const translation = new Translation(adapter)
  try {
    const { condition } = translation.rows(model, asCondition(model, where), false, '')
    return { condition, models: translation.models }
  } catch (error) {
    if (error instanceof Untranslatable) return null
    throw error
  }
}

/**
 * Negation is carried to the leaves, where SQL's unknown is decided: `not (a = 1)` is `a <> 1`, and neither holds for
 * null. So each condition only has to be true of the same rows as the native one.
 */
class Translation {
  readonly models = new Set<Model>()
  readonly #adapter: Pick<OrmAdapter, 'schema'>
  /** To-many relations seen so far: MikroORM joins each path once, so that two conditions on it speak of one row. */
  readonly #lists = new Set<string>()

  constructor(adapter: Pick<OrmAdapter, 'schema'>) {
    this.#adapter = adapter
  }

  rows(model: Model, where: unknown, negated: boolean, path: string): Translated {
    const parts = entriesOf(where, negated).map(([key, value]) => this.#part(model, key, value, negated, path))
    return combine(negated ? 'or' : 'and', parts)
  }

  #part(model: Model, key: string, value: unknown, negated: boolean, path: string): Translated {
    if (key === '$and' || key === '$or') {
      if (!Array.isArray(value) || value.length === 0) throw new Untranslatable()
      // MikroORM leaves out an alternative that says nothing; in djust's words it holds of every row.
      if (key === '$or' && value.some(saysNothing)) throw new Untranslatable()
      const said: unknown[] = negated ? value : value.filter((item) => !saysNothing(item))
      if (said.length === 0) throw new Untranslatable()
      const parts = said.map((item) => this.rows(model, item, negated, path))
      return combine((key === '$and') === negated ? 'or' : 'and', parts)
    }
    if (key === '$not') return this.rows(model, value, !negated, path)
    const field = model.fields.get(key)
    if (field) return this.#field(field, value, negated)
    const relation = model.relations.get(key)
    if (!relation || relation.embedded) throw new Untranslatable()
    const target = targetOf(this.#adapter.schema, relation)
    this.models.add(target)
    return relation.kind === 'one' ? this.#one(relation, target, value, negated, path) : this.#list(relation, target, value, negated, path)
  }

  #one(relation: Relation, target: Model, value: unknown, negated: boolean, path: string): Translated {
    const nested = entriesOf(asCondition(target, value), true)
    // On the inverse side the key stands in a row that may be missing, and MikroORM compares it there.
    if (!relation.owner && nested.every(([key]) => target.primaryKey.includes(key))) throw new Untranslatable()
    const inner = this.rows(target, Object.fromEntries(nested), negated, `${path}.${relation.name}`)
    return throughRelation(relation, inner)
  }

  #list(relation: Relation, target: Model, value: unknown, negated: boolean, path: string): Translated {
    const at = `${path}.${relation.name}`
    if (this.#lists.has(at)) throw new Untranslatable()
    this.#lists.add(at)
    const entries = entriesOf(asCondition(target, value))
    const [only] = entries
    if (only && (only[0] === '$some' || only[0] === '$none' || only[0] === '$every')) {
      if (entries.length > 1 || entriesOf(only[1]).length === 0) throw new Untranslatable()
      const every = only[0] === '$every'
      const inner = this.rows(target, only[1], every, at)
      if (inner.ofNothing) throw new Untranslatable()
      const some = { [relation.name]: inner.condition }
      if ((only[0] === '$some') !== negated) return { condition: some, ofNothing: false }
      // The key of a joined row that is missing is in no list, and not in none either, unless the list is empty.
      if (path !== '') throw new Untranslatable()
      return { condition: { not: some }, ofNothing: false }
    }
    // MikroORM joins the rows: negated, the condition speaks of any row for which it does not hold.
    if (negated || entries.length === 0) throw new Untranslatable()
    return throughRelation(relation, this.rows(target, asCondition(target, value), false, at))
  }

  #field(field: Field, value: unknown, negated: boolean): Translated {
    checkField(field)
    if (!isPlainObject(value)) return this.#compare(field, Array.isArray(value) ? '$in' : '$eq', value, negated)
    const entries = entriesOf(value)
    if (entries.length === 0) throw new Untranslatable()
    return combine(
      negated ? 'or' : 'and',
      entries.map(([operator, operand]) => this.#compare(field, operator, operand, negated)),
    )
  }

  #compare(field: Field, operator: string, operand: unknown, negated: boolean): Translated {
    const { name } = field
    const isNull = (yes: boolean): Translated => ({ condition: { [name]: { isNull: yes } }, ofNothing: yes })
    const holds = (word: string): Translated => ({ condition: { [name]: { [word]: operand } }, ofNothing: false })
    // Never true of null, as in SQL; djust's own words call null different from any value.
    const holdsNot = (word: string): Translated => ({
      condition: { and: [{ [name]: { [word]: operand } }, { [name]: { isNull: false } }] },
      ofNothing: false,
    })
    switch (operator) {
      case '$eq':
      case '$ne': {
        const equal = (operator === '$eq') !== negated
        if (operand === null) return isNull(equal)
        checkOperand(field, operand)
        return equal ? holds('eq') : holdsNot('ne')
      }
      case '$in':
      case '$nin': {
        if (!Array.isArray(operand)) throw new Untranslatable()
        for (const item of operand as readonly unknown[]) checkOperand(field, item)
        const within = (operator === '$in') !== negated
        if (operand.length === 0) return within ? combine('or', []) : combine('or', [isNull(true), isNull(false)])
        return within ? holds('in') : holdsNot('notIn')
      }
      case '$exists':
        if (typeof operand !== 'boolean') throw new Untranslatable()
        return isNull(operand === negated)
      case '$gt':
      case '$gte':
      case '$lt':
      case '$lte':
        checkOperand(field, operand)
        return holds(negated ? opposites[operator] : operator.slice(1))
      default:
        throw new Untranslatable()
    }
  }
}

const opposites = { $gt: 'lte', $gte: 'lt', $lt: 'gte', $lte: 'gt' } as const

function combine(kind: 'and' | 'or', parts: readonly Translated[]): Translated {
  const ofNothing = kind === 'and' ? parts.every((part) => part.ofNothing) : parts.some((part) => part.ofNothing)
  const [first] = parts
  return parts.length === 1 && first ? first : { condition: { [kind]: parts.map((part) => part.condition) }, ofNothing }
}

/** MikroORM joins to the left: where no row is related its columns are null, of which djust's words hold for one row, but not for a list. */
function throughRelation(relation: Relation, inner: Translated): Translated {
  const condition = { [relation.name]: inner.condition }
  if (!inner.ofNothing || relation.kind === 'one') return { condition, ofNothing: inner.ofNothing }
  return { condition: { or: [{ [relation.name]: { isNull: true } }, condition] }, ofNothing: true }
}

/** A bare key, an entity or operators on the key, as a condition on the row. */
function asCondition(model: Model, value: unknown): unknown {
  const operators = isPlainObject(value) && Object.keys(value).length > 0 && Object.keys(value).every((key) => comparisons.has(key))
  if (isPlainObject(value) && !operators) return value
  const [key, ...others] = model.primaryKey
  if (key === undefined || others.length > 0) throw new Untranslatable()
  return { [key]: Array.isArray(value) ? { $in: value.map(keyOf) } : keyOf(value) }
}

function keyOf(value: unknown): unknown {
  return Utils.isEntity<object>(value) ? helper(value).getPrimaryKey() : value
}

function saysNothing(where: unknown): boolean {
  return (
    isPlainObject(where) &&
    Object.getOwnPropertySymbols(where).length === 0 &&
    Object.entries(where).every(([key, value]) => key === '$and' && Array.isArray(value) && value.every(saysNothing))
  )
}

const comparisons: ReadonlySet<string> = new Set(['$eq', '$ne', '$in', '$nin', '$gt', '$gte', '$lt', '$lte', '$exists'])

function entriesOf(where: unknown, filled = false): [string, unknown][] {
  if (!isPlainObject(where) || Object.getOwnPropertySymbols(where).length > 0) throw new Untranslatable()
  const entries = Object.entries(where)
  if (filled && entries.length === 0) throw new Untranslatable()
  return entries
}

const types: Partial<Record<FieldType, (value: unknown) => boolean>> = {
  integer: (value) => Number.isSafeInteger(value),
  float: (value) => Number.isFinite(value),
  bigint: (value) => typeof value === 'bigint' || Number.isSafeInteger(value) || (typeof value === 'string' && /^-?\d+$/.test(value)),
  string: isString,
  text: isString,
  uuid: isString,
  enum: isString,
  boolean: (value) => typeof value === 'boolean',
  date: isString,
  datetime: (value) => value instanceof Date && !Number.isNaN(value.getTime()),
}

function isString(value: unknown): boolean {
  return typeof value === 'string'
}

function checkField(field: Field): void {
  const { prop } = field.native as NativeField
  const converted = prop.hasConvertToDatabaseValueSQL || prop.hasConvertToJSValueSQL
  if (field.expression || prop.formula || converted || !types[field.type]) throw new Untranslatable()
}

function checkOperand(field: Field, value: unknown): void {
  if (!types[field.type]?.(value)) throw new Untranslatable()
}
