import * as fc from 'fast-check'
import type { PropertyCase, RandomPage } from './page-case.ts'
import { Random } from './random.ts'
import { addRandomMembers } from './random-members.ts'
import { randomQueries } from './random-query.ts'
import { rowsPage } from './random-rows-page.ts'
import { TemplateGenerator } from './random-template.ts'
import { randomModels, randomSchema, type RandomModels } from './random-world.ts'
import { smallerCases } from './smaller-cases.ts'

/** Databases with that many pages each. */
export class RandomCases extends fc.Arbitrary<PropertyCase> {
  readonly #pages: number
  readonly #ofRows: boolean

  /** With `ofRows` every page has a loop over a query that nothing else on it reads. */
  constructor(pages: number, ofRows = false) {
    super()
    this.#pages = pages
    this.#ofRows = ofRows
  }

  override generate(source: fc.Random): fc.Value<PropertyCase> {
    const random = new Random(source)
    const models = randomModels(random)
    addRandomMembers(random, models)
    const schema = randomSchema(random, models)
    const pages = Array.from({ length: this.#pages }, () => randomPage(random, models, this.#ofRows))
    return new fc.Value({ schema, pages }, undefined)
  }

  override canShrinkWithoutContext(value: unknown): value is PropertyCase {
    return typeof value === 'object' && value !== null && 'pages' in value
  }

  override shrink(value: PropertyCase): fc.Stream<fc.Value<PropertyCase>> {
    return new fc.Stream(smallerCases(value)).map((smaller) => new fc.Value(smaller, undefined))
  }
}

function randomPage(random: Random, models: RandomModels, ofRows: boolean): RandomPage {
  const names = ['one', 'two', 'three'].slice(0, random.int(1, 3))
  const pairs = names.map((name) => [name, randomQueries(random, models, name)] as const)
  const queries = [0, 1].map((index) => Object.fromEntries(pairs.map(([name, pair]) => [name, pair[index]!])))
  const generator = new TemplateGenerator(random, models)
  if (!ofRows) generator.page(queries[0]!)
  else if (!rowsPage(random, generator, queries[0]!)) return randomPage(random, models, ofRows)
  return { queries, templates: generator.templates, reads: [...generator.reads] }
}
