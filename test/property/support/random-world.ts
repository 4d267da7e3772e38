import type { PageField, PageMember, PageModel, PageRelation, PageRow, PageSchema } from '../../../conformance/page-schema.ts'
import type { Random } from './random.ts'

/** A relation as one side sees it, whichever side declares it. */
export interface Side {
  readonly name: string
  readonly target: string
  readonly many: boolean
  /** A to-one relation that may have no row. */
  readonly nullable: boolean
  /** Following it again and again ends: rows only point at rows with a smaller key. */
  readonly ends: boolean
}

/** What a generated member gives and reads. */
export interface RandomMember {
  readonly name: string
  readonly kind: 'getter' | 'method'
  readonly js: string
  readonly result: ResultType
  /** `Model.field`, those of members that it calls included. */
  readonly reads: readonly string[]
}

export type ResultType =
  | { readonly kind: 'entity'; readonly model: string }
  | { readonly kind: 'list'; readonly model: string }
  | { readonly kind: 'array'; readonly model: string }
  | { readonly kind: 'scalar' }
  | { readonly kind: 'scalars' }

export interface RandomModel {
  readonly name: string
  readonly fields: Readonly<Record<string, PageField>>
  readonly relations: Record<string, PageRelation>
  readonly sides: Side[]
  readonly ordering: readonly string[]
  readonly members: RandomMember[]
}

export type RandomModels = ReadonlyMap<string, RandomModel>

const modelNames = ['Lease', 'Person', 'House', 'Visit', 'Tag']
const fieldTypes = ['string', 'text', 'integer', 'float', 'decimal', 'date', 'datetime', 'boolean', 'json', 'bigint', 'time']
/** The same names again and again: one may be a date in one model and text in another. */
const fieldNames = ['name', 'note', 'level', 'order', 'price', 'day', 'at', 'active', 'data', 'length', 'group']

/** Models without members. */
export function randomModels(random: Random): Map<string, RandomModel> {
  const names = modelNames.slice(0, random.int(2, 5))
  const models = new Map(names.map((name) => [name, randomModel(random, name)]))
  let count = 0
  for (const model of models.values()) {
    for (let n = random.int(1, 3); n > 0; n--) addRelation(random, models, model, ++count)
  }
  return models
}

function randomModel(random: Random, name: string): RandomModel {
  const fields: Record<string, PageField> = { id: { type: 'integer', column: 'id', primary: true } }
  fields['name'] = { type: 'string', column: random.pick(['name', 'full_name', 'select']) }
  for (const field of random.some(fieldNames.slice(1), 45)) {
    fields[field] = {
      type: random.pick(fieldTypes),
      column: random.chance(30) ? `${field}_col` : field,
      ...(random.chance(40) && { nullable: true }),
    }
  }
  const sortable = Object.entries(fields)
    .filter(([, field]) => field.type !== 'json')
    .map(([field]) => field)
  const ordering = random.chance(50) ? [random.pick(sortable)].map((field) => (random.chance(40) ? `-${field}` : field)) : []
  return { name, fields, relations: {}, sides: [], ordering, members: [] }
}

function addRelation(random: Random, models: Map<string, RandomModel>, owner: RandomModel, count: number): void {
  const target = random.chance(25) ? owner : random.pick([...models.values()])
  const kind = random.pick(['manyToOne', 'manyToOne', 'manyToOne', 'oneToOne', 'manyToMany', 'manyToMany'] as const)
  const isSelf = target === owner
  const ends = isSelf && kind !== 'manyToMany' && random.chance(75)
  const nullable = kind !== 'manyToMany' && (isSelf || kind === 'oneToOne' || random.chance(50))
  const lower = target.name.toLowerCase()
  const name = kind === 'manyToMany' ? `${lower}s${count}` : ends ? `parent${count}` : `${lower}${count}`
  const inverse =
    kind === 'oneToOne' ? `${owner.name.toLowerCase()}Of${count}` : ends ? `children${count}` : `${owner.name.toLowerCase()}Set${count}`
  owner.relations[name] = {
    kind,
    model: target.name,
    nullable,
    inverse,
    ...(kind === 'manyToMany'
      ? { pivot: { table: `pivot_${count}`, column: 'from_id', inverseColumn: 'to_id' } }
      : { column: `${name}_id` }),
  }
  owner.sides.push({ name, target: target.name, many: kind === 'manyToMany', nullable, ends })
  target.sides.push({ name: inverse, target: owner.name, many: kind !== 'oneToOne', nullable: kind === 'oneToOne', ends })
}

/** The models as data, with rows. */
export function randomSchema(random: Random, models: RandomModels): PageSchema {
  const counts = new Map([...models.keys()].map((name) => [name, random.chance(10) ? 1 : random.int(2, 7)]))
  const rows: Record<string, PageRow[]> = {}
  const links: Record<string, [number, number][]> = {}
  const described: Record<string, PageModel> = {}
  for (const model of models.values()) {
    const count = counts.get(model.name)!
    rows[model.name] = Array.from({ length: count }, (_, index) => randomRow(random, model, index + 1, counts))
    for (const [name, relation] of Object.entries(model.relations)) {
      if (relation.kind === 'oneToOne') makeUnique(rows[model.name]!, name)
      if (relation.kind === 'manyToMany') links[`${model.name}.${name}`] = randomLinks(random, count, counts.get(relation.model)!)
    }
    const members: Record<string, PageMember> = Object.fromEntries(model.members.map(({ name, kind, js }) => [name, { kind, js }]))
    described[model.name] = {
      table: model.name.toLowerCase(),
      ordering: model.ordering,
      fields: model.fields,
      relations: model.relations,
      members,
    }
  }
  return { models: described, rows, links }
}

function randomRow(random: Random, model: RandomModel, id: number, counts: ReadonlyMap<string, number>): PageRow {
  const row: Record<string, unknown> = { id }
  for (const [name, field] of Object.entries(model.fields)) if (!field.primary) row[name] = randomValue(random, field)
  for (const [name, relation] of Object.entries(model.relations)) {
    if (relation.kind === 'manyToMany') continue
    const side = model.sides.find((one) => one.name === name)!
    const highest = side.ends ? id - 1 : counts.get(relation.model)!
    row[name] = highest === 0 || (relation.nullable && random.chance(25)) ? null : random.int(1, highest)
  }
  return row
}

/** Values that are often equal, and some that must be escaped. */
export function randomValue(random: Random, { type, nullable }: PageField): unknown {
  if (nullable && random.chance(30)) return null
  switch (type) {
    case 'integer':
      return random.pick([0, 1, 2, 3, 10, -5])
    case 'float':
      return random.pick([0, 1, 1.5, -2.25, 1e21])
    case 'decimal':
      return random.pick(['0.00', '1.50', '-3.25', '10.00', '832.00', '1000000.10'])
    case 'bigint':
      return random.pick(['0', '7', '4503599627370497'])
    case 'date':
      return random.pick(['2025-01-02', '2025-09-20', '1999-12-31', '2024-02-29'])
    case 'datetime':
      return random.pick(['2025-01-02T03:04:05.000Z', '2025-09-20T23:59:59.123Z', '1969-12-31T23:00:00.000Z'])
    case 'time':
      return random.pick(['00:00:00', '13:05:09', '23:59:59'])
    case 'boolean':
      return random.chance(50)
    case 'json':
      return random.pick([{ key: 'v<1>' }, { key: null, list: [1, 2] }, [1, 'two'], {}])
    default:
      return random.pick(['', 'a', 'b', 'Ada', '<b>"&\'', 'é ñ', '😀x', "o'b", 'a b  c', '{{ x }}', '10', '2025-09-20'])
  }
}

function makeUnique(rows: PageRow[], name: string): void {
  const seen = new Set<unknown>()
  for (const [index, row] of rows.entries()) {
    if (row[name] !== null && seen.has(row[name])) rows[index] = { ...row, [name]: null }
    seen.add(row[name])
  }
}

function randomLinks(random: Random, from: number, to: number): [number, number][] {
  const pairs: [number, number][] = []
  for (let a = 1; a <= from; a++) for (let b = 1; b <= to; b++) if (random.chance(35)) pairs.push([a, b])
  return pairs
}
