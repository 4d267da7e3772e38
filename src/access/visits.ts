import { DjustError } from '../error.ts'
import type { Value } from './value.ts'

/** More than any page has, and still analysed in less than 100 ms. */
const mostVisits = 5_000

/**
 * The parts of templates that were analysed, each with what every name stood for: a second time would tell nothing new.
 * Without it, templates that include one another would take as long as there are ways through them.
 */
export class Visits {
  readonly #known = new Set<string>()
  readonly #ids = new WeakMap<object, number>()
  #lastId = 0
  #count = 0

  /** Identifies a part in a place: `names` are those that can be read there. */
  key(part: readonly (object | string | number | boolean | null)[], names: ReadonlyMap<string, Value>): string {
    const known = part.map((each) => (typeof each === 'object' && each !== null ? this.#id(each) : JSON.stringify(each)))
    return [...known, ...Array.from(names, ([name, value]) => `${name}=${this.#valueKey(value)}`)].join(' ')
  }

  has(key: string): boolean {
    return this.#known.has(key)
  }

  add(key: string): void {
    this.#known.add(key)
  }

  /** Counts one more part; throws where there is no end in sight. */
  count(): void {
    if (++this.#count <= mostVisits) return
    throw new DjustError('access/too-many-paths', `The parts of this page are printed in more than ${mostVisits} different ways`, {
      hint: 'Includes, blocks and loops within one another that each bind names double the ways each time: bind fewer.',
    })
  }

  #valueKey(value: Value): string {
    if (value.kind === 'node') return `n${this.#id(value.node)}`
    if (value.kind !== 'scalar') return `v${this.#id(value)}`
    const { constant } = value
    return constant === undefined ? 's' : `${typeof constant} ${JSON.stringify(String(constant))}`
  }

  #id(object: object): number {
    let id = this.#ids.get(object)
    if (id === undefined) this.#ids.set(object, (id = ++this.#lastId))
    return id
  }
}
