import type { Condition, ConditionOperator, Expression, FilterCall, LiteralOperand, Operand, PathOperand } from '../template/ast.ts'
import type { FilterSyntax } from '../template/tag-syntax.ts'
import { SafeString } from '../value/safe-string.ts'
import { quote } from './code-writer.ts'
import type { FilterCode } from './filter-code.ts'
import { definePathFunction, type PathForm } from './path-function.ts'
import type { RenderOptions } from './render-options.ts'
import type { BlockCode, LoopCode, Meaning, Scope } from './scope.ts'
import type { UnitCode } from './unit-code.ts'

/** How an expression's value is used: see PathForm. */
export type ValueForm = Exclude<PathForm, 'html' | 'text'>

/** What expressions need of the code around them. */
export interface ExpressionPlace {
  readonly scope: Scope
  readonly autoescape: boolean
  /** Code of the `forloop` object. */
  loopObject(loop: LoopCode): string
  /** The function that renders `block.super`, and the names whose values it gets. */
  superFunction(block: BlockCode): { readonly name: string; readonly parameters: readonly string[] }
  blockObject(block: BlockCode): string
  temporary(): string
}

/** Collects the local variables that a function outside of the main one uses: they become its parameters. */
interface Outline {
  readonly uses: Set<string>
  readonly temporaries: string[]
}

type Root = { readonly kind: 'context' } | { readonly kind: 'value'; readonly code: string }

const constants: Readonly<Record<string, string>> = { True: 'true', False: 'false', None: 'null' }
const loopProperties: Readonly<Record<string, (loop: LoopCode) => string>> = {
  counter: ({ index }) => `(${index}+1)`,
  counter0: ({ index }) => index,
  revcounter: ({ index, length }) => `(${length}-${index})`,
  revcounter0: ({ index, length }) => `(${length}-${index}-1)`,
  first: ({ index }) => `(${index}===0)`,
  last: ({ index, length }) => `(${index}===${length}-1)`,
}
const comparisons: Readonly<Record<Exclude<ConditionOperator, 'and' | 'or'>, (left: string, right: string) => string>> = {
  '==': (left, right) => `EQ(${left},${right})`,
  '!=': (left, right) => `NE(${left},${right})`,
  '<': (left, right) => `LT(${left},${right})`,
  '>': (left, right) => `LT(${right},${left})`,
  '<=': (left, right) => `LE(${left},${right})`,
  '>=': (left, right) => `LE(${right},${left})`,
  in: (left, right) => `R.contains(${left},${right})`,
  'not in': (left, right) => `R.lacks(${left},${right})`,
  is: (left, right) => `R.same(${left},${right})`,
  'is not': (left, right) => `R.notSame(${left},${right})`,
}

/** Turns expressions and conditions into JavaScript expressions. */
export class ExpressionCode {
  private readonly unit: UnitCode
  private readonly options: RenderOptions
  private readonly place: ExpressionPlace
  private outline: Outline | null = null

  constructor(unit: UnitCode, options: RenderOptions, place: ExpressionPlace) {
    this.unit = unit
    this.options = options
    this.place = place
  }

  /** The digits of `forloop.counter` and the like, whose type is known; null for everything else. */
  number({ operand, filters }: Expression): string | null {
    if (filters.length > 0 || operand.kind !== 'path' || this.options.settings.numbers) return null
    if (!/^(?:rev)?counter0?$/.test(operand.bits.at(-1) as string)) return null
    return this.fixedPath(operand)
  }

  /** `forloop.first` and the like, which need no test for truth; null for everything else. */
  private boolean({ operand, filters }: Expression): string | null {
    if (filters.length > 0 || operand.kind !== 'path') return null
    return operand.bits.length > 1 && /^(?:first|last)$/.test(operand.bits.at(-1) as string) ? this.fixedPath(operand) : null
  }

  /** Text to print, as `{{ }}` prints it. */
  printed(expression: Expression): string {
    const { operand, filters } = expression
    const form = this.place.autoescape ? 'html' : 'text'
    if (filters.length === 0 && operand.kind === 'path') {
      const fixed = this.fixedPath(operand)
      return fixed === null ? this.path(operand, form) : this.print(fixed)
    }
    return this.print(this.value(expression, 'value'))
  }

  print(value: string): string {
    return this.place.autoescape ? `P(${value})` : `R.printPlain(${value})`
  }

  value(expression: Expression, form: ValueForm): string {
    const { operand, filters } = expression
    if (filters.length === 0) return this.operand(operand, form)
    if (form === 'operand') return this.outlined(() => this.filtered(expression, 'orNull'), 'R.failedOperand(e)')
    return this.filtered(expression, form)
  }

  /** What has true or false for its value. */
  test(condition: Condition): string {
    if (condition.kind !== 'value') return this.operator(condition)
    const { expression } = condition
    const boolean = this.boolean(expression)
    if (boolean !== null) return boolean
    if (!expression.filters.some((filter) => filter.argument?.kind === 'path')) return `T(${this.value(expression, 'orNull')})`
    return `T(${this.outlined(() => this.filtered(expression, 'orNull'), 'R.absent(e)')})`
  }

  /** A variable's value as it is, nothing called; null for what only the context can have. */
  raw(name: string): string | null {
    const meanings = this.place.scope.find(name)
    if (meanings.length === 0) return null
    return this.meaning(meanings, name)
  }

  /** The value of a name, null where it is missing. */
  variable(name: string): string {
    const span = { start: 0, end: 0 }
    return this.operand({ kind: 'path', bits: [name], bitSpans: [span], span }, 'orNull')
  }

  /** Code that renders what the next template of the chain has for the block. */
  superText(block: BlockCode): string {
    const outer = this.outline
    // The function's code is no part of the expression.
    this.outline = null
    const { name, parameters } = this.place.superFunction(block)
    this.outline = outer
    const values = parameters.map((parameter) => this.raw(parameter) ?? 'void 0')
    return `${this.local(name)}(${values.join(',')})`
  }

  private operator(condition: Exclude<Condition, { kind: 'value' }>): string {
    if (condition.kind === 'not') {
      const { operand } = condition
      if (operand.kind !== 'value') return `!${this.operator(operand)}`
      const boolean = this.boolean(operand.expression)
      return boolean === null ? `F(${this.value(operand.expression, 'operand')})` : `!${boolean}`
    }
    const { operator, left, right } = condition
    if (operator === 'and') return `(${this.operandTest(left)}&&${this.operandTest(right)})`
    if (operator === 'or') {
      if (left.kind !== 'value') return `(${this.operator(left)}||${this.operandTest(right)})`
      const temporary = this.temporary()
      const value = this.value(left.expression, 'operand')
      return `(T(${temporary}=${value})||${temporary}!==R.failure&&${this.operandTest(right)})`
    }
    return comparisons[operator](this.operandValue(left), this.operandValue(right))
  }

  private operandTest(condition: Condition): string {
    if (condition.kind !== 'value') return this.operator(condition)
    return this.boolean(condition.expression) ?? `T(${this.value(condition.expression, 'operand')})`
  }

  private operandValue(condition: Condition): string {
    if (condition.kind !== 'value') return this.operator(condition)
    const { operand, filters } = condition.expression
    // Whether text is safe makes no difference to a comparison.
    if (filters.length === 0 && operand.kind === 'literal' && typeof operand.value === 'string' && !operand.translated)
      return quote(operand.value)
    return this.value(condition.expression, 'operand')
  }

  private filtered({ operand, filters }: Expression, form: ValueForm): string {
    const { stringIfInvalid } = this.options.settings
    const apply = (input: string): string => filters.reduce((code, filter) => this.filter(filter, code), input)
    if (operand.kind === 'literal' || form === 'orNull' || stringIfInvalid === '')
      return apply(this.operand(operand, form === 'orNull' ? form : 'value'))
    // Django does not apply filters to what stands for something missing, unless it is empty.
    const temporary = this.temporary()
    const missing = `R.missing(${this.unit.path(operand.bits, false)})`
    return `((${temporary}=${this.operand(operand, 'orMissing')})===void 0?${missing}:${apply(temporary)})`
  }

  private filter(call: FilterCall, input: string): string {
    const filter = call.definition as FilterSyntax & FilterCode
    const context = this.place.autoescape ? 'R.escaping' : 'R.plain'
    const { argument } = call
    const literal = argument?.kind === 'literal' && !argument.translated ? argument.value : undefined
    if (filter.prepare && (argument === null || literal !== undefined)) {
      const prepared = this.unit.sharedConstant(`prepared ${filter.name} ${typeof literal} ${literal}`, () => prepare(filter, literal))
      return `${this.filterFunction(filter, 'i', `${prepared}(i,${context})`, context)}(${input})`
    }
    const definition = this.unit.constant(filter)
    const given = argument === null ? 'void 0' : this.argument(argument)
    return `${this.filterFunction(filter, 'i,a', `${definition}.apply(i,a,${context})`, context)}(${input},${given})`
  }

  private filterFunction(filter: FilterCode, parameters: string, body: string, context: string): string {
    const code = filter.isSafe
      ? `(${parameters})=>{const r=${body};return i instanceof R.SafeString?R.safe(r,${context}):r}`
      : `(${parameters})=>${body}`
    return this.unit.define(filter.name, code)
  }

  private argument(operand: Operand): string {
    if (operand.kind === 'literal') return this.literal(operand)
    const info = this.unit.path(operand.bits, false)
    return `R.required(${this.operand(operand, 'orMissing')},${info})`
  }

  private operand(operand: Operand, form: ValueForm): string {
    if (operand.kind === 'literal') return this.literal(operand)
    // What fails in the parent's block is a failure of the operand.
    if (form === 'operand' && this.isSuper(operand)) return this.outlined(() => this.fixedPath(operand)!, 'R.failedOperand(e)')
    return this.fixedPath(operand) ?? this.path(operand, form)
  }

  private isSuper({ bits }: PathOperand): boolean {
    return bits.length === 2 && bits[1] === 'super' && this.place.scope.find(bits[0])[0]?.kind === 'block'
  }

  private literal({ value, translated }: LiteralOperand): string {
    if (typeof value === 'bigint') return `${value}n`
    if (typeof value === 'number') return value < 0 ? `(${value})` : String(value)
    return translated ? `R.translate(${quote(value)})` : this.unit.sharedConstant(`safe ${value}`, () => new SafeString(value))
  }

  /** The code of what is known when compiling: `True`, `forloop.counter`, `block.super`. */
  private fixedPath({ bits }: PathOperand): string | null {
    const [meaning] = this.place.scope.find(bits[0])
    if (!meaning) return bits.length === 1 ? (Object.hasOwn(constants, bits[0]) ? (constants[bits[0]] as string) : null) : null
    if (meaning.kind === 'block' && bits.length === 2) {
      if (bits[1] === 'super') return `R.settled(${this.superText(meaning.block)})`
      if (bits[1] === 'name') return quote(meaning.block.name)
    }
    if (meaning.kind !== 'loop') return null
    let loop: LoopCode | null = meaning.loop
    let at = 1
    for (; bits[at] === 'parentloop' && loop; at++) loop = loop.outer
    const property = bits[at]
    if (!loop || at !== bits.length - 1 || property === undefined || !Object.hasOwn(loopProperties, property)) return null
    if (property === 'last') loop.feed?.lookAhead()
    else if (property.startsWith('rev')) loop.feed?.count()
    this.local(loop.index)
    this.local(loop.length)
    return (loopProperties[property] as (loop: LoopCode) => string)(loop)
  }

  private path(operand: PathOperand, form: PathForm): string {
    const root = this.root(operand.bits[0])
    const name = definePathFunction(this.unit, operand.bits, root.kind === 'context', form, this.options.typedNames)
    return `${name}(${root.kind === 'context' ? this.local('c') : root.code})`
  }

  private root(name: string): Root {
    const meanings = this.place.scope.find(name)
    if (meanings.length === 0) return { kind: 'context' }
    return { kind: 'value', code: this.meaning(meanings, name) }
  }

  private meaning(meanings: readonly Meaning[], name: string): string {
    return meanings.reduceRight<string | null>((fallback, meaning) => {
      if (meaning.kind === 'loop') return this.local(this.place.loopObject(meaning.loop))
      if (meaning.kind === 'block') return this.local(this.place.blockObject(meaning.block))
      const code = this.local(meaning.code)
      if (meaning.certain) return code
      return `(${code}!==void 0?${code}:${fallback ?? `R.fromContext(${this.local('c')},${quote(name)})`})`
    }, null) as string
  }

  /** Code that is a function of its own, so that it can catch what it throws. */
  private outlined(emit: () => string, onError: string): string {
    const outer = this.outline
    const outline: Outline = { uses: new Set(), temporaries: [] }
    this.outline = outline
    const body = emit()
    this.outline = outer
    const parameters = [...outline.uses].join(',')
    for (const use of outline.uses) this.local(use)
    const temporaries = outline.temporaries.length > 0 ? `let ${outline.temporaries.join(',')};` : ''
    const name = this.unit.define('guarded', `(${parameters})=>{${temporaries}try{return ${body}}catch(e){return ${onError}}}`)
    return `${name}(${parameters})`
  }

  private local(identifier: string): string {
    this.outline?.uses.add(identifier)
    return identifier
  }

  private temporary(): string {
    if (!this.outline) return this.place.temporary()
    const name = this.unit.name('t')
    this.outline.temporaries.push(name)
    return name
  }
}

/** What a filter finds wrong with its argument is an error of rendering, not of compiling. */
function prepare(filter: FilterCode, literal: string | number | bigint | undefined): unknown {
  try {
    return filter.prepare?.(literal)
  } catch (error) {
    return () => {
      throw error
    }
  }
}
