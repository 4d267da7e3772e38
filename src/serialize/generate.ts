import { DjustError } from '../error.ts'

/** Source text of a function and the values it refers to by name; names never come from outside. */
export class CodeScope {
  readonly #values = new Map<unknown, string>()

  /** The name that stands for a value in the generated code. */
  name(value: unknown, prefix: string): string {
    let name = this.#values.get(value)
    if (name === undefined) this.#values.set(value, (name = `${prefix}${this.#values.size}`))
    return name
  }

  /** The same with the name that is wanted, so that generated code can be read; with a number where another value has it. */
  named(value: unknown, wanted: string): string {
    let name = this.#values.get(value)
    if (name !== undefined) return name
    const taken = new Set(this.#values.values())
    name = wanted
    for (let n = 2; taken.has(name); n++) name = `${wanted}${n}`
    this.#values.set(value, name)
    return name
  }

  /** Runs `return (expression)` with all names bound. */
  evaluate(expression: string): unknown {
    // oxlint-disable-next-line typescript/no-implied-eval -- the text is made by djust, from names that propertyKey quoted
    const make = new Function(...this.#values.values(), `"use strict"; return (${expression})`)
    return make(...this.#values.keys())
  }
}

/** Names for what generated code declares itself, after those of the schema where they can be: no two are the same. */
export class LocalNames {
  readonly #taken: Set<string>

  constructor(taken: readonly string[] = []) {
    this.#taken = new Set(taken)
  }

  take(wanted: string, otherwise: string): string {
    const base = isLocalName(wanted) ? wanted : otherwise
    let name = base
    for (let n = 2; this.#taken.has(name); n++) name = `${base}_${n}`
    this.#taken.add(name)
    return name
  }
}

const identifier = /^[A-Za-z_$][\w$]*$/

/** What strict code can't declare. */
const reserved = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for ' +
    'function if implements import in instanceof interface let new null package private protected public return static super switch ' +
    'this throw true try typeof undefined var void while with yield'
  ).split(' '),
)

/** A letter with a number, and what begins with a capital, are names of the code's own. */
function isLocalName(name: string): boolean {
  return identifier.test(name) && !reserved.has(name) && !/^(?:[A-Z]|[a-z]\d*$)/.test(name)
}

/** A property of a value in generated code. */
export function propertyOf(value: string, name: string): string {
  const key = propertyKey(name)
  return identifier.test(name) ? `${value}.${name}` : `${value}[${key}]`
}

/** A name as a property key in generated code: always quoted. */
export function propertyKey(name: string): string {
  // As a key this would set the prototype instead of a property.
  if (name === '__proto__') throw new DjustError('schema/name', "a field or relation can't be named __proto__")
  return quote(name)
}

function quote(text: string): string {
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}
