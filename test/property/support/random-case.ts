import * as fc from 'fast-check'
import type { PropertyCase, RandomPage } from './page-case.ts'
import { Random } from './random.ts'
import { addRandomMembers } from './random-members.ts'
import { randomQueries } from './random-query.ts'
import { TemplateGenerator } from './random-template.ts'
import { randomModels, randomSchema, type RandomModels } from './random-world.ts'
import { smallerCases } from './smaller-cases.ts'

/** Databases with that many pages each. */
export class RandomCases extends fc.Arbitrary<PropertyCase> {
  readonly #pages: number

  constructor(pages: number) {
    super()
    this.#pages = pages
  }

  override generate(source: fc.Random): fc.Value<PropertyCase> {
    const random = new Random(source)
    const models = randomModels(random)
    addRandomMembers(random, models)
    const schema = randomSchema(random, models)
    const pages = Array.from({ length: this.#pages }, () => randomPage(random, models))
    return new fc.Value({ schema, pages }, undefined)
  }

  override canShrinkWithoutContext(value: unknown): value is PropertyCase {
    return typeof value === 'object' && value !== null && 'pages' in value
  }

  override shrink(value: PropertyCase): fc.Stream<fc.Value<PropertyCase>> {
    return new fc.Stream(smallerCases(value)).map((smaller) => new fc.Value(smaller, undefined))
  }
}

function randomPage(random: Random, models: RandomModels): RandomPage {
  const names = ['one', 'two', 'three'].slice(0, random.int(1, 3))
  const pairs = names.map((name) => [name, randomQueries(random, models, name)] as const)
  const queries = [0, 1].map((index) => Object.fromEntries(pairs.map(([name, pair]) => [name, pair[index]!])))
  const generator = new TemplateGenerator(random, models)
  generator.page(queries[0]!)
  return { queries, templates: generator.templates, reads: [...generator.reads] }
}
