import type { EntityManager } from '@mikro-orm/sql'
import type { PageRelation, PageSchema } from '../../../conformance/page-schema.ts'
import type { EntityClass } from '../../../src/schema/schema.ts'
import { templateFields, type TemplateFields } from '../../../src/util/template-fields.ts'
import { DecimalValue } from '../../../src/value/decimal-value.ts'
import { PlainDate } from '../../../src/value/plain-date.ts'
import { PlainTime } from '../../../src/value/plain-time.ts'

/** Every row of the database as an object with everything loaded, by model and key. */
export interface Oracle {
  row(model: string, id: number): object
  /** Gives rows of a query its annotation; queries of a page have annotations of different names. */
  annotate(model: string, name: string, type: string, rows: readonly object[], values: readonly unknown[]): void
}

/** A list as templates and members see one. */
class OracleList extends Array<object> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }
  all(): this {
    return this
  }
  count(): number {
    return this.length
  }
  exists(): boolean {
    return this.length > 0
  }
  first(): object | null {
    return this[0] ?? null
  }
  last(): object | null {
    return this.at(-1) ?? null
  }
}

export function oracleList(rows: readonly object[]): object[] {
  const list = new OracleList()
  for (const row of rows) list.push(row)
  return list
}

/**
 * Loads all rows with all relations through MikroORM, and makes of each entity an object of its class with the values as
 * own properties: nothing of how djust makes its instances is used, but for the symbol by which values get their types.
 */
export async function loadOracle(em: EntityManager, schema: PageSchema, classes: ReadonlyMap<string, EntityClass>): Promise<Oracle> {
  const rows = new Map<string, object>()
  const converters = new Map<string, Converters>()
  const entities: [string, Record<string, any>][] = []
  for (const [name, entity] of classes) {
    const own = convertersOf(schema, name)
    converters.set(name, own)
    const prototype = prototypeOf(name, entity, Object.keys(schema.models[name]!.members))
    Object.defineProperty(prototype, templateFields, { value: own })
    for (const found of await em.find(
      entity as never,
      {},
      { populate: relationsOf(schema, name) as never, orderBy: { id: 'asc' } as never },
    )) {
      const loaded = found as Record<string, any>
      rows.set(`${name} ${String(loaded['id'])}`, Object.create(prototype) as object)
      entities.push([name, loaded])
    }
  }
  for (const [name, entity] of entities) fillFields(rows, schema, name, entity)
  for (const [name, entity] of entities) fillRelations(rows, schema, name, entity)
  return {
    row: (model, id) => rows.get(`${model} ${id}`)!,
    annotate(model, name, type, annotated, values) {
      converters.get(model)![name] = templateTypes[type] ?? ((value) => value)
      for (const [index, row] of annotated.entries())
        Object.defineProperty(row, name, { value: values[index], enumerable: false, configurable: true })
    },
  }
}

/**
 * The members of an entity class on a class of the same name. It is not the entity's own prototype: the engine would take
 * the rows for entities of the ORM, and read them in its own way.
 */
function prototypeOf(name: string, entity: EntityClass, members: readonly string[]): object {
  const { prototype } = { [name]: class {} }[name]!
  for (const member of members) Object.defineProperty(prototype, member, Object.getOwnPropertyDescriptor(entity.prototype, member)!)
  return prototype
}

type Converters = Record<string, (value: unknown) => unknown>

function convertersOf(schema: PageSchema, model: string): Converters {
  const fields = Object.entries(schema.models[model]!.fields).flatMap(([name, { type }]) =>
    type in templateTypes ? [[name, templateTypes[type]!] as const] : [],
  )
  // What is null to members is missing to templates.
  const others = inverses(schema, model).flatMap(([, { inverse, kind }]) =>
    kind === 'oneToOne' ? [[inverse, (row: unknown) => row ?? undefined] as const] : [],
  )
  return Object.fromEntries([...fields, ...others])
}

/** How templates see values of a type that is another one there. */
const templateTypes: TemplateFields = {
  date: (text) => text && PlainDate.parse(text as string),
  time: (text) => text && PlainTime.parse(text as string),
  decimal: (text) => text && DecimalValue.parse(text as string),
}

function fillFields(rows: ReadonlyMap<string, object>, schema: PageSchema, name: string, entity: Record<string, any>): void {
  const row = rows.get(`${name} ${String(entity['id'])}`)!
  for (const [field, { type }] of Object.entries(schema.models[name]!.fields)) {
    const value: unknown = entity[field]
    set(row, field, type === 'decimal' && typeof value === 'string' ? Number(value).toFixed(2) : value)
  }
}

function fillRelations(rows: ReadonlyMap<string, object>, schema: PageSchema, name: string, entity: Record<string, any>): void {
  const row = rows.get(`${name} ${String(entity['id'])}`)!
  for (const [relation, { kind, model: target }] of Object.entries(schema.models[name]!.relations)) {
    set(row, relation, kind === 'manyToMany' ? many(rows, schema, target, entity[relation]) : one(rows, target, entity[relation]))
  }
  for (const [owner, relation] of inverses(schema, name)) {
    const value: unknown = entity[relation.inverse]
    set(row, relation.inverse, relation.kind === 'oneToOne' ? one(rows, owner, value) : many(rows, schema, owner, value))
  }
}

function set(row: object, property: string, value: unknown): void {
  Object.defineProperty(row, property, { value, writable: true, enumerable: true, configurable: true })
}

function relationsOf(schema: PageSchema, name: string): string[] {
  return [...Object.keys(schema.models[name]!.relations), ...inverses(schema, name).map(([, { inverse }]) => inverse)]
}

function one(rows: ReadonlyMap<string, object>, target: string, entity: any): unknown {
  return entity ? rows.get(`${target} ${String(entity.id)}`) : null
}

/** In the order of the model, then of the key. */
function many(rows: ReadonlyMap<string, object>, schema: PageSchema, target: string, collection: any): object[] {
  const found = [...(collection as Iterable<any>)].map((entity) => rows.get(`${target} ${String(entity.id)}`) as Record<string, unknown>)
  return oracleList(inOrder(schema, target, found))
}

/** Databases have orders of their own for text, and none for what is equal. */
export function inOrder<Row extends object>(schema: PageSchema, model: string, rows: readonly Row[]): Row[] {
  const { ordering, fields } = schema.models[model]!
  const keys = [...ordering, 'id'].map((key) => ({ name: key.replace('-', ''), sign: key.startsWith('-') ? -1 : 1 }))
  return rows.toSorted((a, b) => {
    for (const { name, sign } of keys) {
      const order = compare(Reflect.get(a, name), Reflect.get(b, name), fields[name]!.type)
      if (order !== 0) return order * sign
    }
    return 0
  })
}

function compare(a: any, b: any, type: string): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1
  if (typeof a === 'string' && type !== 'decimal') return Buffer.compare(Buffer.from(a), Buffer.from(b as string))
  return Number(a) - Number(b)
}

function inverses(schema: PageSchema, name: string): [string, PageRelation][] {
  return Object.entries(schema.models).flatMap(([owner, { relations }]) =>
    Object.values(relations)
      .filter((relation) => relation.model === name)
      .map((relation): [string, PageRelation] => [owner, relation]),
  )
}
