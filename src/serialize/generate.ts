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

  /** Runs `return (expression)` with all names bound. */
  evaluate(expression: string): unknown {
    // oxlint-disable-next-line typescript/no-implied-eval -- the text is made by djust, from names that propertyKey quoted
    const make = new Function(...this.#values.values(), `"use strict"; return (${expression})`)
    return make(...this.#values.keys())
  }
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
