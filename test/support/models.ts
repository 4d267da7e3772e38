import type { EntityClass, Field, FieldType, Member, Model, Relation, Schema } from '../../src/schema/schema.ts'

/** A model in short: fields as `name: type` (`?` nullable), to-one as `Target` / `Target?`, to-many as `[Target.inverse]`. */
export interface ModelInShort {
  readonly entity: EntityClass
  readonly fields: Readonly<Record<string, FieldType | `${FieldType}?` | 'hidden'>>
  readonly one?: Readonly<Record<string, string>>
  readonly many?: Readonly<Record<string, string>>
}

/** A schema by hand, for tests of stages that need no ORM. Keys are `id`, columns are the names. */
export function schemaOf(models: Readonly<Record<string, ModelInShort>>): Schema {
  const byName = new Map<string, Model>()
  for (const [name, short] of Object.entries(models)) byName.set(name, modelOf(name, short))
  return { models: byName, modelOf: (entity) => [...byName.values()].find((model) => model.entity === entity) }
}

function modelOf(name: string, short: ModelInShort): Model {
  const fields = new Map<string, Field>([['id', field('id', 'integer', true)]])
  for (const [fieldName, type] of Object.entries(short.fields)) fields.set(fieldName, field(fieldName, type, false))
  const relations = new Map<string, Relation>()
  for (const [relation, target] of Object.entries(short.one ?? {})) relations.set(relation, toOne(relation, target))
  for (const [relation, target] of Object.entries(short.many ?? {})) relations.set(relation, toMany(relation, target))
  return {
    name,
    entity: short.entity,
    table: name.toLowerCase(),
    tableSchema: null,
    primaryKey: ['id'],
    fields,
    relations,
    members: membersOf(short.entity),
    ordering: [],
  }
}

function field(name: string, type: string, primary: boolean): Field {
  const hidden = type === 'hidden'
  const nullable = type.endsWith('?')
  return {
    name,
    column: name,
    type: (hidden ? 'string' : type.replace('?', '')) as FieldType,
    nullable,
    primary,
    hidden,
    scale: type.startsWith('decimal') ? 2 : null,
    native: null,
  }
}

function toOne(name: string, target: string): Relation {
  const nullable = target.endsWith('?')
  return {
    name,
    kind: 'one',
    model: target.replace('?', ''),
    nullable,
    owner: true,
    hidden: false,
    local: [`${name}_id`],
    foreign: ['id'],
    pivot: null,
    ordering: [],
    inverse: null,
  }
}

function toMany(name: string, target: string): Relation {
  const [model, inverse] = target.split('.') as [string, string]
  return {
    name,
    kind: 'many',
    model,
    nullable: true,
    owner: false,
    hidden: false,
    local: ['id'],
    foreign: [`${inverse}_id`],
    pivot: null,
    ordering: [],
    inverse,
  }
}

function membersOf(entity: EntityClass): Map<string, Member> {
  const members = new Map<string, Member>()
  for (let owner = entity; owner?.prototype && owner.prototype !== Object.prototype; owner = Object.getPrototypeOf(owner) as EntityClass) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(owner.prototype))) {
      if (name !== 'constructor' && !members.has(name)) members.set(name, { name, kind: property.get ? 'getter' : 'method', owner })
    }
  }
  return members
}
