import { DjustError } from '../error.ts'
import type { RelatedRows } from '../query/select.ts'

/**
 * Throws if a list is reached from its own rows: a row is among its own descendants, and a page that walks down the
 * relation would never end. A list that is only reached in two ways is fine.
 */
export function refuseCycle(list: object, { owner, relation }: RelatedRows): void {
  const seen = new Set<object>()
  const open: object[] = [...rowsOf(list)]
  for (let value = open.pop(); value; value = open.pop()) {
    if (seen.has(value)) continue
    seen.add(value)
    for (const next of rowsOf(value)) {
      if (next === list) throw cyclicData(owner.name, relation.name)
      open.push(next)
    }
  }
}

function cyclicData(model: string, relation: string): DjustError {
  return new DjustError(
    'load/cyclic-data',
    `The rows of ${model}.${relation} form a circle: following ${relation} from a row leads back to it, so that a page that does so again and again never ends.`,
    {
      hint: `Break the circle in the data, or follow ${relation} to a fixed depth.`,
    },
  )
}

function rowsOf(value: object): object[] {
  return Object.values(value).filter((one): one is object => typeof one === 'object' && one !== null)
}
