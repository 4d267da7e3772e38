import type { PageField } from '../../../conformance/page-schema.ts'
import type { RandomQuery } from './page-case.ts'
import type { Random } from './random.ts'
import { randomValue, type RandomModel, type RandomModels } from './random-world.ts'

/** A random query, and another one with the same words and other values. */
export function randomQueries(random: Random, models: RandomModels, name: string): RandomQuery[] {
  const model = random.pick([...models.values()])
  const shape: RandomQuery = { model: model.name }
  const query: Record<string, unknown> = { ...shape }
  const again: Record<string, unknown> = { ...shape }
  const both = (key: string, make: () => unknown): void => {
    query[key] = make()
    again[key] = random.chance(50) ? make() : query[key]
  }
  const fixed = (key: string, value: unknown): void => {
    query[key] = value
    again[key] = value
  }
  if (random.chance(35)) {
    const condition = conditionOf(random, models, model)
    both('filter', () => condition())
  }
  if (random.chance(15)) {
    const condition = conditionOf(random, models, model)
    both('exclude', () => condition())
  }
  if (random.chance(20)) fixed('annotate', annotationsOf(random, models, model, `total_${name}`))
  if (random.chance(45)) fixed('orderBy', orderOf(random, models, model, Object.keys(query['annotate'] ?? {})))
  if (random.chance(30)) both('slice', () => random.pick([[0, 2], [1, 3], [0, 1], [1], [2, 2]]))
  if (random.chance(15)) fixed('related', relatedOf(random, models, model))
  if (random.chance(10)) fixed('only', random.some(Object.keys(model.fields), 50))
  if (random.chance(3)) fixed('none', true)
  if (random.chance(25)) {
    const result = random.pick(['get', 'first', 'first', 'count', 'exists'])
    fixed('result', result)
    if (result === 'get') {
      for (const one of [query, again]) {
        for (const key of ['exclude', 'slice', 'none']) delete one[key]
        one['filter'] = { id: 1 }
      }
    }
  }
  return [query as unknown as RandomQuery, again as unknown as RandomQuery]
}

/** A function that gives the same condition with new values. */
function conditionOf(random: Random, models: RandomModels, model: RandomModel): () => object {
  return random.choose<() => object>([
    [4, () => fieldCondition(random, model)],
    [
      1,
      () => {
        const sides = model.sides
        if (sides.length === 0) return undefined
        const side = random.pick(sides)
        const inner = fieldCondition(random, models.get(side.target)!)
        return () => ({ [side.name]: inner() })
      },
    ],
    [
      1,
      () => {
        const sides = model.sides.filter((side) => !side.many)
        if (sides.length === 0) return undefined
        const { name } = random.pick(sides)
        return () => ({ [name]: null })
      },
    ],
    [
      1,
      () => {
        const [one, two] = [fieldCondition(random, model), fieldCondition(random, model)]
        return () => ({ or: [one(), two()] })
      },
    ],
  ])!
}

function fieldCondition(random: Random, model: RandomModel): () => object {
  const fields = Object.entries(model.fields).filter(([, { type }]) => !['json', 'bigint'].includes(type))
  const [name, field] = random.pick(fields)
  const operator = random.pick(operatorsOf(field))
  return () => ({ [name]: { [operator]: valueFor(random, field, operator) } })
}

function operatorsOf({ type, nullable }: PageField): string[] {
  const some = ['eq', 'ne', 'in', ...(nullable ? ['isNull'] : [])]
  if (type === 'boolean') return some
  if (type === 'string' || type === 'text') return [...some, 'contains', 'startsWith', 'icontains']
  return [...some, 'gt', 'lte']
}

function valueFor(random: Random, field: PageField, operator: string): unknown {
  const value = (): unknown => (field.primary ? random.int(1, 5) : randomValue(random, { ...field, nullable: false }))
  if (operator === 'isNull') return random.chance(50)
  return operator === 'in' ? [value(), value()] : value()
}

function annotationsOf(random: Random, models: RandomModels, model: RandomModel, name: string): object {
  const sides = model.sides.filter((side) => side.many)
  if (sides.length === 0) return {}
  const side = random.pick(sides)
  const target = models.get(side.target)!
  const fields = Object.entries(target.fields).filter(([, { type }]) => ['integer', 'float', 'decimal', 'date'].includes(type))
  const [field, { type }] = random.pick(fields)
  const kind = random.pick(type === 'date' ? ['max', 'min'] : ['max', 'min', 'sum'])
  return random.chance(50) ? { [name]: { kind: 'count', path: side.name } } : { [name]: { kind, path: `${side.name}.${field}` } }
}

function orderOf(random: Random, models: RandomModels, model: RandomModel, annotations: readonly string[]): string[] {
  const sortable = (of: RandomModel): string[] => Object.keys(of.fields).filter((name) => of.fields[name]!.type !== 'json')
  const ones = model.sides.filter((side) => !side.many)
  const key = (): string =>
    random.choose<string>([
      [4, () => random.pick(sortable(model))],
      [
        2,
        () => {
          if (ones.length === 0) return undefined
          const side = random.pick(ones)
          return `${side.name}.${random.pick(sortable(models.get(side.target)!))}`
        },
      ],
      [2, () => (annotations.length > 0 ? random.pick(annotations) : undefined)],
    ])!
  return random.times(1, 2, () => (random.chance(40) ? `-${key()}` : key()))
}

function relatedOf(random: Random, models: RandomModels, model: RandomModel): string[] {
  return random.some(model.sides, 60).map((side) => {
    const further = models.get(side.target)!.sides
    return further.length > 0 && random.chance(30) ? `${side.name}.${random.pick(further).name}` : side.name
  })
}
