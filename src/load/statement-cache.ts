import type { SqlQuery } from '../query/orm-adapter.ts'
import type { Compiled } from '../query/select.ts'
import type { Model } from '../schema/schema.ts'

/** What restrictions (global filters) of some models are at this moment; a model without one has no entry. */
export type Restrictions = ReadonlyMap<Model, SqlQuery>

interface Entry {
  /** Models whose tables the statement reads, as far as known: filters may bring in more. */
  readonly models: Set<Model>
  readonly compiled: Map<string, Compiled>
}

/** The most shapes kept of one plan: conditions made from what users send could be of ever new shapes. */
const maxShapes = 256

/** Compiled statements by what is loaded (an object's identity), the shape of the query, and the text of restrictions. */
export class StatementCache {
  /** How many statements were built and compiled so far. */
  compilations = 0
  readonly #entries = new WeakMap<object, Map<string, Entry>>()

  /**
   * The statement for the moment's restrictions. `restrict` tells them; it is asked again while compiling finds more
   * models, since a filter can change what a statement reads.
   */
  async get(
    key: object,
    shape: string,
    restrict: (models: ReadonlySet<Model>) => Restrictions | Promise<Restrictions>,
    compile: (restrictions: Restrictions) => Compiled,
  ): Promise<{ compiled: Compiled; restrictions: Restrictions }> {
    const entry = this.#entry(key, shape)
    const { models } = entry
    for (;;) {
      // Models are only ever added: as many are the same ones.
      const asked = models.size
      const asking = restrict(models)
      const restrictions = asking instanceof Promise ? await asking : asking
      const text = textOf(restrictions)
      let compiled = entry.compiled.get(text)
      if (!compiled) {
        compiled = compile(restrictions)
        this.compilations++
        for (const model of compiled.models) models.add(model)
        if (models.size > asked && (await restrict(models)).size !== restrictions.size) continue
        limited(entry.compiled).set(text, compiled)
      }
      // Another request may have compiled it meanwhile, for which models that were not asked of here have no filter.
      else if (models.size > asked) continue
      return { compiled, restrictions }
    }
  }

  #entry(key: object, shape: string): Entry {
    let shapes = this.#entries.get(key)
    if (!shapes) this.#entries.set(key, (shapes = new Map()))
    let entry = shapes.get(shape)
    if (!entry) limited(shapes).set(shape, (entry = { models: new Set(), compiled: new Map() }))
    return entry
  }
}

function limited<Value>(map: Map<string, Value>): Map<string, Value> {
  if (map.size >= maxShapes) map.clear()
  return map
}

function textOf(restrictions: Restrictions): string {
  if (restrictions.size === 0) return ''
  return JSON.stringify([...restrictions].map(([model, { sql }]) => [model.name, sql]))
}
