import type { RandomQuery } from './page-case.ts'
import type { RandomModels } from './random-world.ts'

/** What a query's author names: `only`, and `selectRelated`, which loads whole rows. */
export function namedReads(models: RandomModels, { model, only, related }: RandomQuery): string[] {
  const reads = (only ?? []).map((field) => `${model}.${field}`)
  for (const path of related ?? []) {
    let current = models.get(model)!
    for (const name of path.split('.')) current = models.get(current.sides.find((side) => side.name === name)!.target)!
    for (const field of Object.keys(current.fields)) reads.push(`${current.name}.${field}`)
  }
  return reads
}
