import { DjustError } from '../error.ts'
import type { Node } from '../template/ast.ts'
import type { Value } from './value.ts'

/** More than any page has, and still analysed in less than 100 ms. */
const mostVisits = 5_000
/** What reading parts again may take: names that can be read in them, and twice their nodes, which take longer. */
const mostSteps = 60_000

/**
 * The parts of templates that were analysed, each with what every name stood for: a second time would tell nothing new.
 * Without it, templates that include one another would take as long as there are ways through them.
 */
export class Visits {
  readonly #known = new Set<string>()
  readonly #ids = new WeakMap<object, number>()
  readonly #seen = new Set<unknown>()
  #lastId = 0
  #count = 0
  #steps = 0

  /** Identifies a part in a place: `names` are those that can be read there. */
  key(part: readonly (object | string | number | boolean | null)[], names: ReadonlyMap<string, Value>): string {
    this.#again(part[0], names.size)
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
    if (++this.#count > mostVisits) throw tooMany(`are printed in more than ${mostVisits} different ways`)
  }

  /** Counts nodes that are read; throws where many are read over and over. */
  read(nodes: readonly Node[]): void {
    this.#again(nodes, nodes.length * 2)
  }

  /** What is read once may be as long as it likes. */
  #again(part: unknown, steps: number): void {
    if (!this.#seen.has(part)) this.#seen.add(part)
    else if ((this.#steps += steps) > mostSteps) throw tooMany('are printed in too many different ways')
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

function tooMany(what: string): DjustError {
  return new DjustError('access/too-many-paths', `The parts of this page ${what}`, {
    hint: 'Includes, blocks and loops within one another that each bind names double the ways each time: bind fewer.',
  })
}
