import type { SourceSpan } from '../error.ts'
import type { Span, Template } from '../template/ast.ts'
import { quote } from './code-writer.ts'
import type { PathInfo } from './path-function.ts'

export interface OwnObject {
  readonly at: number
  readonly key: object
}

/** What a unit of generated code consists of besides its main function: constants, helper functions, places in templates. */
export class UnitCode {
  readonly constants: unknown[] = []
  /** Indexed by the numbers in the code; 0 is no place. */
  readonly sites: (SourceSpan | null)[] = [null]
  /** The templates that they are in. */
  readonly siteTemplates: (Template | null)[] = [null]
  /** Where among the constants objects stand that belong to the place that the unit is called at, and what each of them is for. */
  readonly own: OwnObject[] = []
  private readonly constantNames = new Map<unknown, string>()
  private readonly sharedNames = new Map<string, string>()
  private readonly ownNames = new Map<object, string>()
  private readonly definitions = new Map<string, string>()
  private readonly siteNumbers = new Map<string, number>()
  private count = 0

  /** A new identifier; `base` is used in it where it is harmless. */
  name(base: string): string {
    return `${/^[A-Za-z][A-Za-z0-9_]{0,60}$/.test(base) ? base : 'v'}$${++this.count}`
  }

  /** The identifier of a value kept beside the code. */
  constant(value: unknown): string {
    let name = this.constantNames.get(value)
    if (name === undefined) {
      name = `k${this.constants.length}`
      this.constants.push(value)
      this.constantNames.set(value, name)
    }
    return name
  }

  /** The same for values that are made once for each key. */
  sharedConstant(key: string, make: () => unknown): string {
    let name = this.sharedNames.get(key)
    if (name === undefined) this.sharedNames.set(key, (name = this.constant(make())))
    return name
  }

  /** The identifier of an object that belongs to the place that the unit is called at, one for each key. */
  ownObject(key: object): string {
    let name = this.ownNames.get(key)
    if (name === undefined) {
      this.own.push({ at: this.constants.length, key })
      this.ownNames.set(key, (name = this.constant({})))
    }
    return name
  }

  /** What the runtime knows of a path: see PathInfo. */
  path(bits: readonly string[], fromContext: boolean): string {
    return this.sharedConstant(`path ${fromContext} ${bits.join('.')}`, (): PathInfo => ({ bits, fromContext }))
  }

  /** The identifier of a function with this code; the same code is defined once. */
  define(base: string, code: string): string {
    let name = this.definitions.get(code)
    if (name === undefined) this.definitions.set(code, (name = this.name(base)))
    return name
  }

  site(template: Template, span: Span): number {
    const key = `${template.origin}\0${span.start}\0${span.end}`
    let number = this.siteNumbers.get(key)
    if (number === undefined) {
      number = this.sites.length
      this.siteTemplates.push(template)
      this.sites.push({ template: template.name, source: template.source, start: span.start, end: span.end })
      this.siteNumbers.set(key, number)
    }
    return number
  }

  /** The text of a function that gets the constants as `K` and the runtime as `R` and returns `main`, with which it ends. */
  source(main: string): string {
    // Parenthesised functions are compiled at once: most of them are called by the first render.
    const definitions = [...this.definitions].map(([code, name]) => `const ${name}=(${code});`)
    const names = this.constants.map((_, i) => `k${i}`).join(',')
    const constants = names === '' ? [] : [`const [${names}]=K;`]
    return [prelude, ...constants, ...definitions, `return ${main}`].join('\n')
  }
}

/**
 * Small functions that every unit has its own copies of, so that one template's values don't spoil the type feedback of
 * another's: E escapes, N and P print numbers and anything, T is Python's truth, F its opposite for an operand, then the comparisons for numbers and equal text.
 */
const prelude = `"use strict";
const special=/[&<>"']/;
const E=(s=>special.test(s)?R.escape(s):s);
const N=(v=>(v|0)===v&&R.plainNumbers?''+v:R.number(v));
const P=(v=>typeof v==='string'?E(v):typeof v==='number'?N(v):R.print(v));
const T=(v=>v===true||(typeof v==='string'?v!=="":typeof v==='number'?v!==0:v!==false&&v!==null&&R.isTrue(v)));
const F=(v=>v!==R.failure&&!T(v));
const EQ=((a,b)=>typeof a===typeof b&&(typeof a==='number'||typeof a==='string'||typeof a==='boolean')?a===b:R.equal(a,b));
const NE=((a,b)=>typeof a===typeof b&&(typeof a==='number'||typeof a==='string'||typeof a==='boolean')?a!==b:R.notEqual(a,b));
const LT=((a,b)=>typeof a==='number'&&typeof b==='number'?a<b:R.less(a,b));
const LE=((a,b)=>typeof a==='number'&&typeof b==='number'?a<=b:R.lessOrEqual(a,b));`

/** `.name`, or `["…"]` where the name is no identifier. */
export function propertyAccess(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${quote(name)}]`
}
