import { defineEntity, p, raw, type SqlEntityManager } from '@mikro-orm/sql'
import type { DatabaseName } from '../../../conformance/databases.ts'
import { forgetClasses, openOrm, type OpenOrm } from '../../../conformance/open-orm.ts'
import { createDjust, type Djust } from '../../../src/engine/djust.ts'
import { type MikroOrmDatabase, mikroOrm } from '../../../src/orm/mikro-orm.ts'
import { manager } from '../../../src/query/manager.ts'
import type { EntityClass } from '../../../src/schema/schema.ts'
import type { Random } from './random.ts'

/** Whose rows a model has: each row of one tenant, rows that belong to whom their owner does, or nobody's. */
export type Ownership = 'own' | 'owner' | 'shared'

/** How a filter says it; one that is added to the em is unknown to the entity. */
export type FilterForm = 'object' | 'async' | 'list' | 'either' | 'raw' | 'added'

export interface TenantRelation {
  readonly name: string
  readonly kind: 'one' | 'many'
  readonly target: string
  readonly nullable: boolean
  readonly inverse: string
}

export interface TenantModel {
  readonly name: string
  readonly ownership: Ownership
  readonly filter: FilterForm
  readonly relations: readonly TenantRelation[]
}

export type TenantRow = Readonly<Record<string, number | string | null>>

export interface TenantWorld {
  /** Whether every relation may be null. */
  readonly nullable: boolean
  readonly models: readonly TenantModel[]
  readonly rows: ReadonlyMap<string, readonly TenantRow[]>
  /** Pairs of keys by `Model.relation`. */
  readonly links: ReadonlyMap<string, readonly (readonly [number, number])[]>
}

/** Every text of a tenant's row has its mark, and every number of tenant 2's is above this. */
export const marks = { 1: 'T1-', 2: 'T2-' } as const
export const foreignAmount = 1_000_000

const filterForms: readonly FilterForm[] = ['object', 'object', 'async', 'list', 'either', 'raw', 'added']
const modelNames = ['Lease', 'House', 'Person', 'Tag']

export function tenantWorld(random: Random): TenantWorld {
  const names = modelNames.slice(0, random.int(2, 4))
  let count = 0
  const allNullable = random.chance(50)
  const models = names.map((name, index): TenantModel => {
    const relations = random.times(1, 3, (): TenantRelation => {
      const target = random.pick(names)
      const kind = random.chance(65) ? 'one' : 'many'
      const relation = `${kind === 'one' ? 'to' : 'all'}${target}${++count}`
      return { name: relation, kind, target, nullable: allNullable || target === name || random.chance(40), inverse: `by${name}${count}` }
    })
    const isOwned = index > 0 && random.chance(25)
    const ownership = isOwned ? 'owner' : random.chance(15) ? 'shared' : 'own'
    return { name, ownership, filter: random.pick(filterForms), relations }
  })
  // The first model is what others belong to.
  models[0] = { ...models[0]!, ownership: 'own' }
  const rows = new Map(models.map((model) => [model.name, random.times(5, 9, (index) => randomRow(random, model, index + 1))]))
  for (const model of models) linkRows(random, model, rows)
  const links = new Map<string, (readonly [number, number])[]>()
  for (const { name, relations } of models) {
    for (const relation of relations.filter(({ kind }) => kind === 'many')) {
      const pairs = rows
        .get(name)!
        .flatMap((from) => random.some(rows.get(relation.target)!, 40).map((to) => [Number(from['id']), Number(to['id'])] as const))
      links.set(`${name}.${relation.name}`, pairs)
    }
  }
  return { nullable: allNullable, models, rows, links }
}

function randomRow(random: Random, model: TenantModel, id: number): Record<string, number | string | null> {
  const tenant = random.pick([1, 1, 2]) as 1 | 2
  const shared = model.ownership === 'shared'
  const amount = random.int(0, 3)
  return {
    id,
    tenant: shared ? 0 : tenant,
    name: `${shared ? '' : marks[tenant]}${random.pick(['a', 'b', 'c'])}`,
    amount: !shared && tenant === 2 ? foreignAmount + amount : amount,
  }
}

/** Rows point at rows of any tenant: that is what filters are for. A row that belongs to another's tenant gets that one's marks. */
function linkRows(random: Random, model: TenantModel, rows: Map<string, TenantRow[]>): void {
  const linked = rows.get(model.name)!.map((row) => {
    const out: Record<string, number | string | null> = { ...row }
    for (const { name, kind, target, nullable } of model.relations) {
      if (kind === 'one') out[name] = nullable && random.chance(25) ? null : Number(random.pick(rows.get(target)!)['id'])
    }
    if (model.ownership !== 'owner') return out
    const owner = random.pick(rows.get(modelNames[0]!)!)
    const tenant = Number(owner['tenant']) as 1 | 2
    const amount = Number(row['amount']) % foreignAmount
    return {
      ...out,
      owner: owner['id'] ?? null,
      tenant,
      name: `${marks[tenant]}${String(row['name']).slice(3)}`,
      amount: tenant === 2 ? foreignAmount + amount : amount,
    }
  })
  rows.set(model.name, linked)
}

/** The database as tenant 1 alone would have it: no rows of others, and nothing that leads to them. */
export function withoutOthers({ models, rows, links }: TenantWorld): TenantWorld {
  const seen = new Map([...rows].map(([name, all]) => [name, all.filter((row) => row['tenant'] !== 2)]))
  const has = (model: string, id: unknown): boolean => seen.get(model)!.some((row) => row['id'] === id)
  const kept = new Map(
    models.map(({ name, relations }) => [
      name,
      seen.get(name)!.map((row) => {
        const out: Record<string, number | string | null> = { ...row }
        for (const relation of relations)
          if (relation.kind === 'one' && !has(relation.target, row[relation.name])) out[relation.name] = null
        return out
      }),
    ]),
  )
  const between = new Map(
    [...links].map(([key, pairs]) => {
      const [model, relation] = key.split('.') as [string, string]
      const { target } = models.find((each) => each.name === model)!.relations.find((each) => each.name === relation)!
      return [key, pairs.filter(([from, to]) => has(model, from) && has(target, to))]
    }),
  )
  return {
    nullable: true,
    models: models.map((model) => ({ ...model, relations: model.relations.map((relation) => ({ ...relation, nullable: true })) })),
    rows: kept,
    links: between,
  }
}

export interface TenantDatabase {
  readonly orm: OpenOrm['orm']
  readonly database: MikroOrmDatabase
  readonly classes: ReadonlyMap<string, EntityClass>
  djust(templates: NonNullable<Parameters<typeof createDjust>[0]>['templates']): Djust
  /** The em of a request: 1 or 2 for a tenant's, 0 for one that may see all. */
  request(tenant: 0 | 1 | 2): SqlEntityManager
  close(): Promise<void>
}

/** Opens a database with the rows; `filtered` says whether its entities have the tenant filter. */
export async function openTenants(world: TenantWorld, filtered: boolean, name: DatabaseName): Promise<TenantDatabase> {
  const classes = entitiesOf(world, filtered)
  const opened = await openOrm(name, { entities: [...classes.values()] })
  await opened.createTables()
  const { orm } = opened
  const em = orm.em.fork()
  for (const { name, relations } of world.models) {
    for (const row of world.rows.get(name)!) {
      const columns = Object.entries(row).map(
        ([key, value]) =>
          [
            relations.some((relation) => relation.name === key) || key === 'owner'
              ? orm.getMetadata().get(classes.get(name)!).properties[key]!.fieldNames[0]!
              : key,
            value,
          ] as const,
      )
      await em.execute(`insert into ?? (${columns.map(() => '??').join()}) values (${columns.map(() => '?').join()})`, [
        orm.getMetadata().get(classes.get(name)!).tableName,
        ...columns.map(([column]) => column),
        ...columns.map(([, value]) => value),
      ])
    }
    for (const relation of relations.filter(({ kind }) => kind === 'many')) {
      const { pivotTable, joinColumns, inverseJoinColumns } = orm.getMetadata().get(classes.get(name)!).properties[relation.name]!
      for (const pair of world.links.get(`${name}.${relation.name}`)!) {
        await em.execute('insert into ?? (??, ??) values (?, ?)', [pivotTable, joinColumns[0], inverseJoinColumns[0], ...pair])
      }
    }
  }
  const database = mikroOrm(orm)
  return {
    orm,
    database,
    classes,
    request(tenant) {
      const own = orm.em.fork() as SqlEntityManager
      for (const { name: added, filter, ownership } of world.models) {
        if (!filtered || filter !== 'added' || ownership === 'shared' || tenant === 0) continue
        own.addFilter({ name: `of${added}`, cond: conditionOf(filter, ownership, tenant), entity: classes.get(added)!, args: false })
      }
      own.setFilterParams('tenant', { tenant })
      return own
    },
    djust: (templates) =>
      createDjust({ orm: database, development: false, logger: { warn() {}, error() {} }, ...(templates && { templates }) }),
    async close() {
      database.release()
      await opened.close()
      forgetClasses(classes.values())
    },
  }
}

function entitiesOf({ models }: TenantWorld, filtered: boolean): Map<string, EntityClass> {
  const classes = new Map<string, EntityClass>()
  const target = (name: string) => classes.get(name)! as never
  for (const { name, ownership, filter, relations } of models) {
    const properties: Record<string, unknown> = { id: p.integer().primary(), tenant: p.integer(), name: p.string(), amount: p.integer() }
    if (ownership === 'owner')
      properties['owner'] = () => (filtered ? p.manyToOne(target(models[0]!.name)) : p.manyToOne(target(models[0]!.name)).nullable())
    for (const relation of relations) {
      properties[relation.name] = () => {
        if (relation.kind === 'many') return p.manyToMany(target(relation.target)).inversedBy(relation.inverse as never)
        const one = p.manyToOne(target(relation.target)).inversedBy(relation.inverse as never)
        return relation.nullable ? one.nullable() : one
      }
    }
    for (const other of models) {
      for (const relation of other.relations.filter((each) => each.target === name)) {
        properties[relation.inverse] = () =>
          relation.kind === 'many'
            ? p.manyToMany(target(other.name)).mappedBy(relation.name as never)
            : p.oneToMany(target(other.name)).mappedBy(relation.name as never)
      }
    }
    const cond = ({ tenant }: { tenant: number }) => (tenant === 0 ? {} : conditionOf(filter, ownership, tenant))
    const slow = async (args: { tenant: number }): Promise<object> => cond(args)
    const declared = filtered && ownership !== 'shared' && filter !== 'added'
    const filters = declared ? { tenant: { name: 'tenant', cond: filter === 'async' ? slow : cond, default: true } } : {}
    const schema = defineEntity({ name, properties: properties as never, filters: filters })
    const made = new Function('Base', `return class ${name} extends Base { ${memberText(models, name)} }`)(schema.class) as EntityClass
    schema.setClass(made as never)
    Object.defineProperty(made, 'objects', { value: manager(made as never) })
    classes.set(name, made)
  }
  return classes
}

function conditionOf(filter: FilterForm, ownership: Ownership, tenant: number): object {
  const conditions: Readonly<Record<FilterForm, () => object>> = {
    object: () => ({ tenant }),
    async: () => ({ tenant }),
    added: () => ({ tenant }),
    list: () => ({ tenant: { $in: [tenant, -1] } }),
    either: () => ({ $or: [{ tenant }, { $and: [{ tenant: -1 }, { name: 'nobody' }] }] }),
    // One that goes through a relation has no alias of its own to say.
    raw: () => (ownership === 'owner' ? { tenant } : { [raw((alias) => `${alias}.tenant`)]: tenant }),
  }
  return ownership === 'owner' ? { owner: conditions[filter]() } : conditions[filter]()
}

/** Getters that go through every relation of the model: one that can be followed, and one that can't. */
function memberText(models: readonly TenantModel[], name: string): string {
  const parts = sidesOf(models, name).map(({ name: side, many }) =>
    many ? `this.${side}.map((one) => one.name).sort().join('+') + this.${side}.length` : `(this.${side}?.name ?? '-')`,
  )
  // Few: a page is begun again for each of them.
  const ones = sidesOf(models, name).filter(({ many }) => !many)
  const unknown = `${JSON.stringify(ones.slice(0, 1).map(({ name: side }) => side))}.map((side) => this[side]?.name ?? '-').join(' ')`
  return `get summary() { return [${parts.join(', ')}].join(' ') } get hazy() { return ${unknown} }`
}

export interface Side {
  readonly name: string
  readonly target: string
  readonly many: boolean
}

/** The relations of a model, those declared by others included. */
export function sidesOf(models: readonly TenantModel[], name: string): Side[] {
  const own = models
    .find((model) => model.name === name)!
    .relations.map(({ name: side, target, kind }) => ({ name: side, target, many: kind === 'many' }))
  const inverse = models.flatMap((model) =>
    model.relations.filter(({ target }) => target === name).map((relation) => ({ name: relation.inverse, target: model.name, many: true })),
  )
  return [...own, ...inverse]
}
