import type { EntityMetadata, EntityProperty, MetadataStorage, Platform } from '@mikro-orm/core'
import type { EntityClass, Field, Model, Ordering, Relation, Schema } from '../schema/schema.ts'
import { fieldTypeOf } from './mikro-orm-field-type.ts'
import { membersOf } from './mikro-orm-members.ts'
import { orderingsOf, withTargetOrdering } from './mikro-orm-ordering.ts'
import type { NativeField } from './mikro-orm-values.ts'

/** The neutral schema, and for the adapter each model's metadata and why a model can't be read at all. */
export interface MikroSchema extends Schema {
  readonly metaOf: ReadonlyMap<Model, EntityMetadata>
  readonly refused: ReadonlyMap<Model, string>
}

/** Reads MikroORM's metadata once; generated pivot entities and embeddables are no models. */
export function mikroOrmSchema(metadata: MetadataStorage, platform: Platform): MikroSchema {
  const metas = [...metadata.getAll().values()].filter(isModel)
  const targets = targetsOf(metas)
  const models = new Map<string, Model>()
  const byClass = new Map<EntityClass, Model>()
  const metaOf = new Map<Model, EntityMetadata>()
  const refused = new Map<Model, string>()
  for (const meta of metas) {
    const model = buildModel({ meta, targets, platform })
    models.set(model.name, model)
    byClass.set(meta.class, model)
    metaOf.set(model, meta)
    const reason = refusalOf(meta, model)
    if (reason) refused.set(model, reason)
  }
  return { models, metaOf, refused, modelOf: (entity) => byClass.get(entity) }
}

function isModel(meta: EntityMetadata): boolean {
  if (meta.embeddable || (meta.abstract && !meta.discriminatorMap)) return false
  return !(meta.pivotTable && Object.keys(meta.properties).some((name) => name.endsWith('_owner')))
}

/** By class: a relation's own `targetMeta` is another object than the storage's. */
type Targets = ReadonlyMap<EntityClass, { readonly name: string; readonly meta: EntityMetadata }>

function targetsOf(metas: readonly EntityMetadata[]): Targets {
  const targets = new Map<EntityClass, { name: string; meta: EntityMetadata }>()
  const taken = new Set<string>()
  for (const meta of metas) {
    let name = meta.className
    for (let n = 2; taken.has(name); n++) name = `${meta.className}#${n}`
    taken.add(name)
    targets.set(meta.class, { name, meta })
  }
  return targets
}

interface Context {
  readonly meta: EntityMetadata
  readonly targets: Targets
  readonly platform: Platform
}

function buildModel(context: Context): Model {
  const { meta, targets } = context
  const fields = new Map<string, Field>()
  const relations = new Map<string, Relation>()
  const unsupported = new Map<string, string>()
  for (const prop of Object.values(meta.properties)) {
    const built = buildProperty(prop, context)
    if (built.kind === 'field') fields.set(prop.name, built.field)
    else if (built.kind === 'relation') relations.set(prop.name, built.relation)
    else if (built.kind === 'unsupported') unsupported.set(prop.name, built.reason)
  }
  const primaryKey = primaryKeyOf(fields, relations, context)
  const taken = new Set([...fields.keys(), ...relations.keys(), ...unsupported.keys()])
  return {
    name: targets.get(meta.class)!.name,
    entity: meta.class,
    table: meta.tableName,
    tableSchema: meta.schema && meta.schema !== '*' ? meta.schema : null,
    primaryKey,
    fields,
    relations,
    members: membersOf(meta, taken),
    ordering: orderingsOf(meta.orderBy) ?? [],
    unsupported,
  }
}

type Built =
  | { readonly kind: 'field'; readonly field: Field }
  | { readonly kind: 'relation'; readonly relation: Relation }
  | { readonly kind: 'unsupported'; readonly reason: string }
  | { readonly kind: 'none' }

function buildProperty(prop: EntityProperty, context: Context): Built {
  // Columns of an embeddable are reached through its own name, which the entity has; the flattened ones it has not.
  if (prop.embedded) return { kind: 'none' }
  if (prop.kind === 'embedded') return unsupported('it is an embeddable')
  if (prop.kind === 'scalar') {
    if (prop.persist === false && !prop.formula) return { kind: 'none' }
    return { kind: 'field', field: buildField(prop.name, prop.fieldNames[0] ?? prop.name, prop, context) }
  }
  if (prop.through) return unsupported('it is a relation through another one')
  if (prop.polymorphic) return unsupported('it is a polymorphic relation')
  if (prop.persist === false) return { kind: 'none' }
  const reason = relationReason(prop)
  if (reason) return unsupported(reason)
  if (prop.mapToPk) return buildKeyField(prop, context)
  const target = prop.targetMeta && context.targets.get(prop.targetMeta.class)
  if (!target) return unsupported(`its target ${prop.targetMeta?.className ?? prop.type} is no model`)
  return { kind: 'relation', relation: buildRelation(prop, target, context.meta) }
}

function unsupported(reason: string): Built {
  return { kind: 'unsupported', reason: `${reason}, which djust can't read yet` }
}

function relationReason(prop: EntityProperty): string | undefined {
  if (prop.where) return 'it is a relation with a `where` of its own'
  if (prop.filters !== undefined) return 'it is a relation with `filters` of its own'
  if (prop.fixedOrder) return 'it is a many-to-many relation ordered by its pivot table'
  if (!orderingsOf(prop.orderBy)) return 'its `orderBy` holds raw SQL'
  return undefined
}

function buildField(name: string, column: string, prop: EntityProperty, { meta, platform }: Context): Field {
  return {
    name,
    column,
    type: fieldTypeOf(prop, platform),
    nullable: !!prop.nullable,
    primary: !!prop.primary,
    hidden: !!prop.hidden,
    scale: prop.scale ?? null,
    native: { prop, meta } satisfies NativeField,
  }
}

/** A relation that the entity has as its bare key (`mapToPk`). */
function buildKeyField(prop: EntityProperty, context: Context): Built {
  if (prop.joinColumns.length !== 1) return unsupported('it is a composite key')
  const field = buildField(prop.name, prop.joinColumns[0]!, referencedProperty(prop, 0), context)
  return { kind: 'field', field: { ...field, primary: !!prop.primary, nullable: !!prop.nullable, hidden: !!prop.hidden } }
}

function buildRelation(
  prop: EntityProperty,
  { name: model, meta: target }: { name: string; meta: EntityMetadata },
  meta: EntityMetadata,
): Relation {
  const own = orderingsOf(prop.orderBy) ?? []
  const ordering: Ordering[] = own.length > 0 ? withTargetOrdering(own, orderingsOf(target.orderBy) ?? []) : []
  const common = { name: prop.name, model, hidden: !!prop.hidden, ordering, inverse: inverseOf(prop, target) }
  if (prop.kind === 'm:n') {
    const { schema, table } = pivotTable(prop, meta)
    const pivot = { table, tableSchema: schema, local: prop.joinColumns, foreign: prop.inverseJoinColumns }
    const local = primaryColumns(meta)
    return { ...common, kind: 'many', nullable: false, owner: false, local, foreign: primaryColumns(target), pivot }
  }
  if (prop.kind === '1:m' || (!prop.owner && prop.kind === '1:1')) {
    // The owning side has the columns; it is declared on the target, or on a class the target extends.
    const owning = target.properties[prop.mappedBy] as EntityProperty
    const keys = { local: owning.referencedColumnNames, foreign: owning.joinColumns, pivot: null }
    return { ...common, kind: prop.kind === '1:m' ? 'many' : 'one', nullable: prop.kind === '1:1', owner: false, ...keys }
  }
  const keys = { local: prop.joinColumns, foreign: prop.referencedColumnNames, pivot: null }
  return { ...common, kind: 'one', nullable: !!prop.nullable, owner: true, ...keys }
}

/** The relation back. For a many-to-many without one MikroORM makes one up, which is not persistent. */
function inverseOf(prop: EntityProperty, target: EntityMetadata): string | null {
  const name = prop.inversedBy ?? prop.mappedBy
  return name && (target.properties[name] as EntityProperty).persist !== false ? name : null
}

function pivotTable(prop: EntityProperty, meta: EntityMetadata): { schema: string | null; table: string } {
  const dot = prop.pivotTable.indexOf('.')
  if (dot !== -1) return { schema: prop.pivotTable.slice(0, dot), table: prop.pivotTable.slice(dot + 1) }
  const owner = prop.mappedBy ? prop.targetMeta! : meta
  return { schema: owner.schema && owner.schema !== '*' ? owner.schema : null, table: prop.pivotTable }
}

function primaryColumns(meta: EntityMetadata): string[] {
  return meta.primaryKeys.flatMap((name) => (meta.properties[name] as EntityProperty).fieldNames)
}

/** Adds a field for each key column that only a relation has, named as its column, and lists the key's fields. */
function primaryKeyOf(fields: Map<string, Field>, relations: ReadonlyMap<string, Relation>, context: Context): string[] {
  const { meta } = context
  return meta.primaryKeys.flatMap((name) => {
    const prop = meta.properties[name] as EntityProperty
    if (!relations.has(prop.name)) return [prop.name]
    return prop.joinColumns.map((column, index) => {
      const known = [...fields.values()].find((field) => field.column === column)
      if (known) return known.name
      const fieldName = relations.has(column) ? `${column}_key` : column
      fields.set(fieldName, { ...buildField(fieldName, column, referencedProperty(prop, index), context), primary: true, nullable: false })
      return fieldName
    })
  })
}

/** The scalar property behind the n-th column of a relation's key, through keys that are relations themselves. */
function referencedProperty(prop: EntityProperty, index: number): EntityProperty {
  if (prop.kind === 'scalar') return prop
  const column = prop.referencedColumnNames[index]!
  const referenced = Object.values(prop.targetMeta!.properties).find(
    (candidate) => !candidate.embedded && candidate.fieldNames?.includes(column),
  )
  return referenced ? referencedProperty(referenced, referenced.fieldNames.indexOf(column)) : prop
}

function refusalOf(meta: EntityMetadata, model: Model): string | undefined {
  if (meta.virtual || (meta.expression && !meta.view)) return 'it is a virtual entity'
  if (meta.tptParent || meta.tptChildren?.length) return 'it is stored in a table per class'
  if (meta.schema === '*') return 'its database schema is decided at run time'
  if (!orderingsOf(meta.orderBy)) return 'its `orderBy` holds raw SQL'
  return hidesOverrides(meta, model) ? 'its subclasses override members, and djust makes all its rows instances of one class' : undefined
}

function hidesOverrides(meta: EntityMetadata, model: Model): boolean {
  if (!meta.discriminatorMap) return false
  const subclasses = Object.values(meta.discriminatorMap).filter((entity) => entity.prototype instanceof meta.class)
  return subclasses.some((entity) => [...model.members.keys()].some((name) => Object.hasOwn(entity.prototype as object, name)))
}
