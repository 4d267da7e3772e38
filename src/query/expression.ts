import { DjustError } from '../error.ts'
import type { FieldType } from '../schema/schema.ts'
import { isPlainObject } from '../util/plain-object.ts'
import { copyCondition } from './copy-condition.ts'
import type { ArithmeticOperator, DateUnit, ExpressionNode, FunctionName, Literal } from './expression-node.ts'
import type { Arithmetic, At, ExpressionTypes, Like, Names, Present, Value } from './expression-types.ts'
import { rawParts } from './raw-parts.ts'

/** Where an expression keeps what it is; the same in every copy of djust. */
const nodeKey: unique symbol = Symbol.for('djust.expression')

/** An expression, or a plain value, which becomes a parameter. */
export type Operand = Expression<unknown, string> | Literal

/**
 * A value that the database computes for each row: of an annotation, or of the other side of a condition. Made by `col`,
 * `count` and the like; nothing of it is text that could become SQL.
 */
export class Expression<out V = unknown, out N extends string = string> {
  readonly [nodeKey]: ExpressionNode
  declare readonly '~types': ExpressionTypes<V, N>

  constructor(node: ExpressionNode) {
    this[nodeKey] = Object.freeze(node)
    Object.freeze(this)
  }

  plus<const B extends Operand>(other: B): Expression<Arithmetic<V, Value<B>>, N | Names<B>> {
    return arithmetic('plus', this, other)
  }

  minus<const B extends Operand>(other: B): Expression<Arithmetic<V, Value<B>>, N | Names<B>> {
    return arithmetic('minus', this, other)
  }

  times<const B extends Operand>(other: B): Expression<Arithmetic<V, Value<B>>, N | Names<B>> {
    return arithmetic('times', this, other)
  }

  /** The exact quotient, never a whole number by rounding; null where the divisor is 0. */
  dividedBy<const B extends Operand>(other: B): Expression<Arithmetic<V, Value<B>> | null, N | Names<B>> {
    return arithmetic('dividedBy', this, other)
  }

  /** The remainder with the sign of this value; null where the divisor is 0. */
  modulo<const B extends Operand>(other: B): Expression<Arithmetic<V, Value<B>> | null, N | Names<B>> {
    return arithmetic('modulo', this, other)
  }

  /** Rounded to that many digits behind the point. */
  round(digits = 0): Expression<V, N> {
    checkDigits(digits)
    return call('round', [this], digits)
  }

  abs(): Expression<V, N> {
    return call('abs', [this])
  }

  /** In lower case; databases differ in what they know beyond ASCII. */
  lower(): Expression<Like<string, V>, N> {
    return call('lower', [this])
  }

  /** In upper case; databases differ in what they know beyond ASCII. */
  upper(): Expression<Like<string, V>, N> {
    return call('upper', [this])
  }

  /** Without spaces at both ends. */
  trim(): Expression<Like<string, V>, N> {
    return call('trim', [this])
  }

  /** The number of characters (code points). */
  length(): Expression<Like<number, V>, N> {
    return call('length', [this])
  }

  /** The year of a date, or of a moment in UTC. */
  year(): Expression<Like<number, V>, N> {
    return call('year', [this])
  }

  /** 1 to 12. */
  month(): Expression<Like<number, V>, N> {
    return call('month', [this])
  }

  /** The day of the month. */
  day(): Expression<Like<number, V>, N> {
    return call('day', [this])
  }

  /** 0 for Sunday to 6 for Saturday, as JavaScript's `getUTCDay`. */
  weekday(): Expression<Like<number, V>, N> {
    return call('weekday', [this])
  }

  /** The hour of a moment in UTC. */
  hour(): Expression<Like<number, V>, N> {
    return call('hour', [this])
  }

  /** The first moment (for a date: day) of its year, month, week, day or hour, in UTC; weeks start on Monday. */
  truncate(unit: DateUnit): Expression<V, N> {
    return call('truncate', [this], unit)
  }

  /** The date of a moment in UTC, as ISO text. */
  date(): Expression<Like<string, V>, N> {
    return call('date', [this])
  }

  /** Days from another date to this one, negative where this one comes first; of moments, the days between their dates in UTC. */
  daysSince<const B extends Operand>(other: B): Expression<Like<number, V | Value<B>>, N | Names<B>> {
    return call('daysSince', [this, other])
  }

  /** This value, or the other where this one is null. */
  or<const B extends Operand>(other: B): Expression<Present<V> | Value<B>, N | Names<B>> {
    return call('coalesce', [this, other])
  }

  /** Null where this equals the other, else this. */
  nullIf<const B extends Operand>(other: B): Expression<V | null, N | Names<B>> {
    return call('nullIf', [this, other])
  }
}

/** A column of the row, of one that to-one relations lead to (`'tenant.user.lastName'`), or an earlier annotation. */
export function col<const P extends string>(path: P): Expression<At<P>, P> {
  if (typeof path !== 'string' || !/^[^\s.]+(?:\.[^\s.]+)*$/.test(path)) throw wrong('col()', 'takes a name or a path of names', path)
  return new Expression({ kind: 'column', path })
}

/** A plain value as an expression, where a method has to be called on it. */
export function value<const L extends Literal>(literal: L): Expression<Value<L>, never> {
  return new Expression({ kind: 'value', value: checkLiteral('value()', literal) })
}

/** The moment at which the query runs. */
export function now(): Expression<Date, never> {
  return new Expression({ kind: 'now' })
}

/** The first of them that is not null. */
export function coalesce<const O extends readonly [Operand, ...Operand[]]>(...operands: O): Expression<FirstOf<O>, Names<O[number]>> {
  if (operands.length === 0) throw wrong('coalesce()', 'takes at least one value', 'none')
  return call('coalesce', operands)
}
type FirstOf<O extends readonly unknown[]> = O extends readonly [infer Last]
  ? Value<Last>
  : O extends readonly [infer A, ...infer Rest]
    ? Present<Value<A>> | FirstOf<Rest>
    : never

/** Texts and numbers one behind the other; null counts as no text. */
export function concat<const O extends readonly Operand[]>(...operands: O): Expression<string, Names<O[number]>> {
  return call('concat', operands)
}

/**
 * The value of the first condition that the row meets, else `otherwise`:
 * `caseWhen([[{ endDate: { lt: today } }, 'over'], [{ status: 'active' }, 'running']], 'planned')`.
 */
export function caseWhen<const B extends readonly (readonly [when: object, value: Operand])[], const O extends Operand = null>(
  branches: B,
  ...[otherwise]: [otherwise?: O]
): Expression<Value<B[number][1]> | Value<O>, Names<B[number][1]> | Names<O>> {
  if (!Array.isArray(branches) || branches.length === 0) throw wrong('caseWhen()', 'takes a list of [condition, value]', branches)
  return new Expression({
    kind: 'case',
    branches: branches.map((branch, i) => {
      const [when, given] = branch
      if (!isPlainObject(when)) throw wrong('caseWhen()', 'takes conditions as filter() does', when)
      return { when: copyCondition(when, `caseWhen(), branch ${i + 1}`), value: operandNode('caseWhen()', given) }
    }),
    otherwise: operandNode('caseWhen()', otherwise ?? null),
  })
}

/** Whether a relation has a row, or one that meets a condition: `exists('payments', { status: 'late' })`. */
export function exists<const P extends string>(path: P, filter?: object): Expression<boolean, P> {
  return new Expression({ kind: 'exists', path, filter: filter && copyCondition(filter, `exists('${path}')`) })
}

/** What `raw` may say its value is, with the type of its value in TypeScript. */
interface RawTypes {
  readonly integer: number
  readonly float: number
  readonly bigint: bigint
  readonly decimal: string
  readonly text: string
  readonly boolean: boolean
  readonly date: string
  readonly datetime: Date
}

/** Text written out in the program; a type that may be any text is refused. */
type Written<S extends string> =
  // Only what all texts of a pattern are keys of has none that must be there.
  Partial<Record<S, unknown>> extends Readonly<Record<S, unknown>>
    ? 'raw() takes SQL that is written out: values belong into its parameters'
    : S

/**
 * SQL of the database's own, with a `?` for each parameter: `raw('coalesce(?, 0) & ?', [col('flags'), 4], 'integer')`.
 * Columns are parameters as well, so that they are quoted and belong to the right table. It stays one value: a `?` or `;`
 * outside of quotes, a comment, or a bracket that is not closed is refused.
 */
export function raw<const S extends string, const O extends readonly Operand[], Type extends keyof RawTypes>(
  sql: S & Written<S>,
  parameters: O,
  type: Type,
): Expression<RawTypes[Type] | null, Names<O[number]>> {
  const parts = rawParts(sql)
  if (parts.length !== parameters.length + 1) {
    throw wrong('raw()', `has ${parts.length - 1} ? in its SQL, but ${parameters.length} parameters`, sql)
  }
  const args = parameters.map((one) => operandNode('raw()', one))
  return new Expression({ kind: 'raw', parts, args, type: type as FieldType })
}

/** What a value that an application gave is, if it is an expression; undefined for anything else. */
export function expressionNode(value: unknown): ExpressionNode | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  return (value as { readonly [nodeKey]?: ExpressionNode })[nodeKey]
}

/** An operand as a node: an expression's own, or a literal. */
export function operandNode(where: string, operand: unknown): ExpressionNode {
  return expressionNode(operand) ?? { kind: 'value', value: checkLiteral(where, operand) }
}

function arithmetic<V, N extends string>(
  operator: ArithmeticOperator,
  left: Expression<unknown, string>,
  right: Operand,
): Expression<V, N> {
  return new Expression({ kind: 'arithmetic', operator, left: left[nodeKey], right: operandNode(`${operator}()`, right) })
}

function call<V, N extends string>(
  name: FunctionName,
  args: readonly Operand[],
  option: DateUnit | number | null = null,
): Expression<V, N> {
  return new Expression({ kind: 'call', name, args: args.map((one) => operandNode(`${name}()`, one)), option })
}

function checkLiteral(where: string, literal: unknown): Literal {
  switch (typeof literal) {
    case 'string':
    case 'bigint':
    case 'boolean':
      return literal
    case 'number':
      if (Number.isFinite(literal)) return literal
      break
    case 'object':
      if (literal === null) return null
      if (literal instanceof Date && !Number.isNaN(literal.getTime())) return new Date(literal)
      break
    default:
      break
  }
  throw wrong(where, 'takes an expression, text, a number, true, false, a Date or null', literal)
}

function checkDigits(digits: number): void {
  if (!Number.isInteger(digits) || digits < 0 || digits > 30) throw wrong('round()', 'takes a whole number from 0 to 30', digits)
}

function wrong(where: string, takes: string, given: unknown): DjustError {
  const shown = typeof given === 'object' && given !== null ? Object.prototype.toString.call(given).slice(8, -1) : String(given)
  return new DjustError('query/wrong-value', `${where} ${takes}, not ${shown}.`)
}
