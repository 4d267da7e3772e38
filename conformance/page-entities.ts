import { defineEntity, p, type EntitySchema } from '@mikro-orm/sql'
import type { EntityClass } from '../src/schema/schema.ts'
import type { PageField, PageMember, PageModel, PageRelation, PageSchema } from './page-schema.ts'

export interface PageEntity {
  readonly class: EntityClass
  readonly schema: EntitySchema
}

/** Entity classes as an application has them, with members whose text can be read, made from the recorded data. */
export function buildEntities({ models }: PageSchema): ReadonlyMap<string, PageEntity> {
  const entities = new Map<string, PageEntity>()
  const classOf = (name: string): EntityClass => entities.get(name)!.class
  for (const [name, model] of Object.entries(models)) {
    const properties = { ...fieldsOf(model), ...relationsOf(model, classOf), ...inversesOf(name, models, classOf) }
    // The properties are only known here, so that no type can be inferred from them.
    const schema = defineEntity({ name, tableName: model.table, orderBy: orderOf(model.ordering), properties } as never) as EntitySchema
    const entity = classWith(name, model.members, schema.class)
    schema.setClass(entity as never)
    entities.set(name, { class: entity, schema })
  }
  return entities
}

/** A property of MikroORM while it is being described; its real type depends on what was said before. */
interface Property {
  fieldName(name: string): Property
  primary(): Property
  nullable(): Property
  index(isIndexed: boolean): Property
  precision(digits: number): Property
  scale(digits: number): Property
  inversedBy(name: string): Property
  mappedBy(name: string): Property
  pivotTable(name: string): Property
  joinColumn(name: string): Property
  inverseJoinColumn(name: string): Property
}

const builders = p as unknown as Readonly<Record<string, (target?: unknown) => Property>>

function fieldsOf(model: PageModel): Record<string, Property> {
  return Object.fromEntries(Object.entries(model.fields).map(([name, field]) => [name, fieldProperty(field)]))
}

function fieldProperty(field: PageField): Property {
  const builder = builders[field.type]
  if (!builder) throw new Error(`unknown type of a field: ${field.type}`)
  let property = builder().fieldName(field.column)
  if (field.type === 'decimal') property = property.precision(12).scale(2)
  if (field.primary) property = property.primary()
  return field.nullable ? property.nullable() : property
}

function relationsOf(model: PageModel, classOf: (name: string) => EntityClass): Record<string, () => Property> {
  return Object.fromEntries(Object.entries(model.relations).map(([name, relation]) => [name, () => relationProperty(relation, classOf)]))
}

function relationProperty(relation: PageRelation, classOf: (name: string) => EntityClass): Property {
  const property = builders[relation.kind]!(classOf(relation.model)).inversedBy(relation.inverse)
  if (relation.pivot) {
    const { table, column, inverseColumn } = relation.pivot
    return property.pivotTable(table).joinColumn(column).inverseJoinColumn(inverseColumn)
  }
  // Some keys have an index and some have none: it decides how the first rows of a list are found.
  const owning = property.joinColumn(relation.column!).index(relation.inverse.length % 2 === 0)
  return relation.nullable ? owning.nullable() : owning
}

/** Relations of other models that point at this one, from this side. */
function inversesOf(name: string, models: PageSchema['models'], classOf: (name: string) => EntityClass): Record<string, () => Property> {
  const kinds = { manyToOne: 'oneToMany', oneToOne: 'oneToOne', manyToMany: 'manyToMany' } as const
  const inverses: Record<string, () => Property> = {}
  for (const [owner, model] of Object.entries(models)) {
    for (const [relationName, relation] of Object.entries(model.relations)) {
      if (relation.model === name) inverses[relation.inverse] = () => builders[kinds[relation.kind]]!(classOf(owner)).mappedBy(relationName)
    }
  }
  return inverses
}

function orderOf(ordering: readonly string[]): object[] {
  return ordering.map((name) => (name.startsWith('-') ? { [name.slice(1)]: 'desc' } : { [name]: 'asc' }))
}

function classWith(name: string, members: Readonly<Record<string, PageMember>>, base: unknown): EntityClass {
  const bodies = Object.entries(members).map(
    ([member, { kind, js }]) => `  ${kind === 'getter' ? 'get ' : ''}${member}() {\n    ${js}\n  }`,
  )
  // oxlint-disable-next-line typescript/no-implied-eval -- members come as text, from a file that the developer named
  const make = new Function('Base', `return class ${name} extends Base {\n${bodies.join('\n')}\n}`) as (base: unknown) => EntityClass
  return make(base)
}
