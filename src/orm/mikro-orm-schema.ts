import { type EntityMetadata, type EntityProperty, type MetadataStorage, type Platform, types } from '@mikro-orm/core'
import type { EntityClass, Field, Model, Ordering, Relation, Schema, Variants } from '../schema/schema.ts'
import { embeddedView } from './mikro-orm-embedded.ts'
import { fieldTypeOf } from './mikro-orm-field-type.ts'
import { indexedKeyOf } from './mikro-orm-indexes.ts'
import { jsonPart } from './mikro-orm-json-part.ts'
import { membersOf, type VariantMeta, withOverrides } from './mikro-orm-members.ts'
import { orderingsOf, withTargetOrdering } from './mikro-orm-ordering.ts'
import { formulaSql, type NativeField } from './mikro-orm-values.ts'

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
    const name = targets.get(meta.class)!.name
    const model = buildModel({ meta, name, targets, platform, parts: models, pivotOf: ({ pivotEntity }) => metadata.find(pivotEntity) })
    models.set(model.name, model)
    byClass.set(meta.class, model)
    metaOf.set(model, meta)
    const reason = refusalOf(meta)
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
  /** The model's name; that of an embeddable's is the path to it, as `Book.shop`. */
  readonly name: string
  /** Gets the models of embeddables. */
  readonly parts: Map<string, Model>
  readonly targets: Targets
  readonly platform: Platform
  /** The metadata of a pivot table. */
  readonly pivotOf: (prop: EntityProperty) => EntityMetadata | undefined
  /** Where the model's fields stand in JSON. */
  readonly json?: JsonPlace | null
}

interface Names {
  readonly fields: Map<string, Field>
  readonly relations: Map<string, Relation>
  readonly unsupported: Map<string, string>
  readonly transient: Map<string, { readonly hidden: boolean }>
}

function buildModel(context: Context): Model {
  const { meta, targets } = context
  // Columns of an embeddable are reached through its own name, which the entity has; the flattened ones it has not.
  const own = Object.values(meta.properties).filter((prop) => !prop.embedded)
  const subclasses = subclassesOf(meta, targets)
  const inherited = subclasses.flatMap(([, { properties }]) => Object.values(properties).filter((prop) => !prop.embedded))
  const names = buildProperties(
    [...own, ...inherited].map((prop) => [prop.name, prop]),
    context,
  )
  const primaryKey = primaryKeyOf(names.fields, names.relations, context)
  const variants = variantsOf(meta.root.discriminatorColumn, subclasses, names)
  return {
    name: context.name,
    entity: meta.class,
    table: meta.tableName,
    tableSchema: meta.schema && meta.schema !== '*' ? meta.schema : null,
    primaryKey,
    fields: names.fields,
    relations: names.relations,
    members: withOverrides(membersOf(meta, taken(names)), subclasses, taken(names)),
    ordering: orderingsOf(meta.orderBy) ?? [],
    variants,
    unsupported: names.unsupported,
    transient: names.transient,
  }
}

function buildProperties(props: readonly (readonly [string, EntityProperty])[], context: Context): Names {
  const names: Names = { fields: new Map(), relations: new Map(), unsupported: new Map(), transient: new Map() }
  const apart = namesApart(props)
  for (const [name, prop] of props) {
    if (names.fields.has(name) || names.relations.has(name) || names.unsupported.has(name)) continue
    const built = apart.has(name) ? unsupported('classes of its table keep it in different columns') : buildProperty(name, prop, context)
    if (built.kind === 'field') names.fields.set(name, built.field)
    else if (built.kind === 'relation') names.relations.set(name, built.relation)
    else if (built.kind === 'unsupported') names.unsupported.set(name, built.reason)
    else if (built.kind === 'transient') names.transient.set(name, { hidden: !!prop.hidden })
  }
  return names
}

/** Names that classes of one table have for different columns. */
function namesApart(props: readonly (readonly [string, EntityProperty])[]): Set<string> {
  const columns = new Map(props.map(([name, prop]) => [name, String(prop.fieldNames)]))
  return new Set(props.flatMap(([name, prop]) => (String(prop.fieldNames) === columns.get(name) ? [] : [name])))
}

function taken(names: Names): Set<string> {
  return new Set([...names.fields.keys(), ...names.relations.keys(), ...names.unsupported.keys()])
}

/** Classes whose rows stand in the table of a class, itself included, by the discriminator's value. */
function subclassesOf(meta: EntityMetadata, targets: Targets): VariantMeta[] {
  const byValue = Object.entries(meta.root.discriminatorMap ?? {}) as [string, EntityClass][]
  const below = byValue.filter(([, entity]) => entity === meta.class || entity.prototype instanceof meta.class)
  return below.length > 1 || below.some(([, entity]) => entity !== meta.class)
    ? below.map(([value, entity]) => [value, targets.get(entity)?.meta ?? { class: entity, properties: meta.properties }])
    : []
}

function variantsOf(
  discriminator: string | undefined,
  subclasses: readonly VariantMeta[],
  { fields, relations }: Names,
): Variants | undefined {
  const field = [...fields.values()].find(({ name, column }) => name === discriminator || column === discriminator)
  if (!field || subclasses.length === 0) return undefined
  const all = [...fields.keys(), ...relations.keys()]
  return {
    field: field.name,
    classes: new Map(subclasses.map(([value, meta]) => [value, meta.class])),
    lacking: new Map(subclasses.map(([, meta]) => [meta.class, new Set(all.filter((name) => !hasOwn(meta, name)))])),
  }
}

/** The class that all others extend lists what those add, too. */
function hasOwn({ properties }: VariantMeta[1], name: string): boolean {
  return Object.hasOwn(properties, name) && !(properties as Record<string, EntityProperty>)[name]!.inherited
}

/** An embeddable as a model of its own, whose columns are the owner's. `below` is where it stands in JSON; null in columns. */
function buildPart(name: string, prop: EntityProperty, context: Context, below: JsonPlace | null): Model {
  const meta = prop.targetMeta!
  const own: Context = { ...context, name: `${context.name}.${name}`, json: below }
  // The flattened copy knows what the embeddable's own property does not: column, prefix, whether the whole may be null.
  const props = Object.entries(prop.embeddedProps).map(
    ([key, child]) => [key, (context.meta.properties[child.name] as EntityProperty | undefined) ?? child] as const,
  )
  const names = buildProperties(props, own)
  const subclasses = (meta.polymorphs ?? []).map((each): VariantMeta => [String(each.discriminatorValue), each])
  const model: Model = {
    name: own.name,
    entity: meta.class,
    table: context.meta.tableName,
    tableSchema: null,
    primaryKey: [],
    fields: names.fields,
    relations: names.relations,
    members: withOverrides(membersOf(meta, taken(names)), subclasses, taken(names)),
    ordering: [],
    variants: variantsOf(meta.discriminatorColumn, subclasses, names),
    unsupported: names.unsupported,
    transient: names.transient,
  }
  context.parts.set(model.name, model)
  return model
}

/** Where a part of a JSON column stands: names in JSON are those that columns would have. */
export interface JsonPlace {
  readonly column: string
  readonly path: readonly string[]
}

function buildEmbedded(name: string, prop: EntityProperty, context: Context): Built {
  if (prop.object || prop.array || context.json) return { kind: 'field', field: buildJsonObject(name, prop, context) }
  const part = buildPart(name, prop, context, null)
  const embedded = { presence: prop.nullable ? columnsOf(part, context.parts) : null }
  const keys = { local: [], foreign: [], pivot: null, ordering: [], inverse: null }
  return {
    kind: 'relation',
    relation: { name, kind: 'one', model: part.name, nullable: !!prop.nullable, owner: true, hidden: !!prop.hidden, embedded, ...keys },
  }
}

function buildJsonObject(name: string, prop: EntityProperty, context: Context): Field {
  const column = prop.fieldNames[0]!
  const place = context.json ? { ...context.json, path: [...context.json.path, column] } : { column, path: [] }
  const inner = prop.array ? undefined : buildPart(name, prop, context, place)
  const native: NativeField = { prop, meta: context.meta, view: embeddedView(prop, context.meta, context.platform) }
  return { ...buildField(name, column, prop, context), type: 'json', inner, native }
}

/** All columns that an embedded object is kept in, those of embedded objects inside included. */
function columnsOf(part: Model, parts: ReadonlyMap<string, Model>): string[] {
  const inside = [...part.relations.values()].flatMap((relation) =>
    relation.embedded ? columnsOf(parts.get(relation.model)!, parts) : relation.owner ? relation.local : [],
  )
  return [...[...part.fields.values()].filter((field) => !field.expression).map((field) => field.column), ...inside]
}

type Built =
  | { readonly kind: 'field'; readonly field: Field }
  | { readonly kind: 'relation'; readonly relation: Relation }
  | { readonly kind: 'unsupported'; readonly reason: string }
  | { readonly kind: 'transient' }
  | { readonly kind: 'none' }

function buildProperty(name: string, prop: EntityProperty, context: Context): Built {
  if (prop.kind === 'embedded') return buildEmbedded(name, prop, context)
  if (prop.kind === 'scalar') {
    // MikroORM says of the parts of JSON that they are not persistent: they are no columns.
    if (prop.persist === false && !prop.formula && !context.json) return { kind: 'transient' }
    return { kind: 'field', field: buildField(name, prop.fieldNames[0] ?? name, prop, context) }
  }
  if (context.json) return unsupported('it is a relation inside of JSON')
  if (prop.through) return unsupported('it is a relation through another one')
  if (prop.polymorphic) return unsupported('it is a polymorphic relation')
  if (prop.persist === false) return { kind: 'none' }
  const reason = relationReason(prop)
  if (reason) return unsupported(reason)
  if (prop.mapToPk) return buildKeyField(name, prop, context)
  const target = prop.targetMeta && context.targets.get(prop.targetMeta.class)
  if (!target) return unsupported(`its target ${prop.targetMeta?.className ?? prop.type} is no model`)
  return { kind: 'relation', relation: buildRelation(name, prop, target, context) }
}

function unsupported(reason: string): Built {
  return { kind: 'unsupported', reason: `${reason}, which djust can't read yet` }
}

function relationReason(prop: EntityProperty): string | undefined {
  if (prop.where) return 'it is a relation with a `where` of its own'
  if (prop.filters !== undefined) return 'it is a relation with `filters` of its own'
  if (!orderingsOf(prop.orderBy)) return 'its `orderBy` holds raw SQL'
  return undefined
}

/** Types that JSON keeps in the form in which they are compared. */
const comparableInJson: ReadonlySet<string> = new Set([
  'integer',
  'float',
  'string',
  'text',
  'boolean',
  'date',
  'time',
  'uuid',
  'enum',
  'json',
])

function buildField(name: string, column: string, prop: EntityProperty, { meta, platform, json }: Context): Field {
  const type = fieldTypeOf(prop, platform)
  const scale = prop.scale ?? null
  return {
    name,
    column: json ? json.column : column,
    type,
    // Whoever writes JSON may have left a part out.
    nullable: !!prop.nullable || !!prop.formula || !!json,
    lazy: !!prop.lazy,
    held: prop.kind === 'scalar' && !!prop.ref && !json,
    opaque: json ? !comparableInJson.has(type) : prop.customType instanceof types.array || (!!prop.enum && !!prop.array),
    expression: json
      ? jsonPart(json, { name: column, type, scale }, platform)
      : prop.formula
        ? (alias) => formulaSql(prop, meta, alias, platform)
        : undefined,
    primary: !!prop.primary,
    hidden: !!prop.hidden,
    valueOrder: prop.customOrder?.length ? prop.customOrder : undefined,
    scale,
    native: { prop, meta } satisfies NativeField,
  }
}

/** A relation that the entity has as its bare key (`mapToPk`). */
function buildKeyField(name: string, prop: EntityProperty, context: Context): Built {
  if (prop.fieldNames.length !== 1) return unsupported('it is a composite key')
  const field = buildField(name, prop.fieldNames[0]!, referencedProperty(prop, 0), context)
  return { kind: 'field', field: { ...field, primary: !!prop.primary, nullable: !!prop.nullable, hidden: !!prop.hidden } }
}

function buildRelation(
  relationName: string,
  prop: EntityProperty,
  { name: model, meta: target }: { name: string; meta: EntityMetadata },
  { meta, pivotOf }: Context,
): Relation {
  const own = orderingsOf(prop.orderBy) ?? []
  const ordering: Ordering[] = own.length > 0 ? withTargetOrdering(own, orderingsOf(target.orderBy) ?? []) : []
  const common = { name: relationName, model, hidden: !!prop.hidden, ordering, inverse: inverseOf(prop, target) }
  if (prop.kind === 'm:n') {
    const { schema, table } = pivotTable(prop, meta)
    const links = pivotOf(prop)
    const order = prop.fixedOrder ? orderColumn(prop, links) : null
    const pivot = { table, tableSchema: schema, local: prop.joinColumns, foreign: prop.inverseJoinColumns, order }
    const local = primaryColumns(meta)
    const indexedKey = links && indexedKeyOf(links, prop.joinColumns)
    return { ...common, kind: 'many', nullable: false, owner: false, local, foreign: primaryColumns(target), pivot, indexedKey }
  }
  if (prop.kind === '1:m' || (!prop.owner && prop.kind === '1:1')) {
    // The owning side has the columns; it is declared on the target, or on a class the target extends.
    const owning = target.properties[prop.mappedBy] as EntityProperty
    const indexedKey = indexedKeyOf(target, owning.fieldNames)
    const keys = { local: owning.referencedColumnNames, foreign: owning.fieldNames, pivot: null, indexedKey }
    return { ...common, kind: prop.kind === '1:m' ? 'many' : 'one', nullable: prop.kind === '1:1', owner: false, ...keys }
  }
  // Its `joinColumns` are not those of the table where it points at another column than the key.
  const keys = { local: prop.fieldNames, foreign: prop.referencedColumnNames, pivot: null }
  return { ...common, kind: 'one', nullable: !!prop.nullable, owner: true, ...keys }
}

/** The relation back. For a many-to-many without one MikroORM makes one up, which is not persistent. */
function inverseOf(prop: EntityProperty, target: EntityMetadata): string | null {
  const name = prop.inversedBy ?? prop.mappedBy
  return name && (target.properties[name] as EntityProperty).persist !== false ? name : null
}

function pivotTable(prop: EntityProperty, meta: EntityMetadata): { schema: string | null; table: string } {
  const owner = prop.mappedBy ? prop.targetMeta! : meta
  // MikroORM gives the other side the table of another relation, where one of the target to itself has the owning side's name.
  const { pivotTable: name } = prop.mappedBy ? (owner.properties[prop.mappedBy] as EntityProperty) : prop
  const dot = name.indexOf('.')
  if (dot !== -1) return { schema: name.slice(0, dot), table: name.slice(dot + 1) }
  return { schema: owner.schema && owner.schema !== '*' ? owner.schema : null, table: name }
}

/** MikroORM's `fixedOrderColumn` is the name of a property of the pivot entity. */
function orderColumn({ fixedOrderColumn: name }: EntityProperty, links: EntityMetadata | undefined): string | null {
  if (!name) return null
  return links?.properties[name as never]?.fieldNames[0] ?? name
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
    return prop.fieldNames.map((column, index) => {
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

function refusalOf(meta: EntityMetadata): string | undefined {
  if (meta.virtual || (meta.expression && !meta.view)) return 'it is a virtual entity'
  if (meta.tptParent || meta.tptChildren?.length) return 'it is stored in a table per class'
  if (!orderingsOf(meta.orderBy)) return 'its `orderBy` holds raw SQL'
  return undefined
}
