import { Collection, helper, Reference, ScalarReference, Utils, type EntityMetadata, type EntityProperty } from '@mikro-orm/core'
import type { SqlEntityManager } from '@mikro-orm/sql'
import { DjustError } from '../error.ts'
import { keyPart } from '../load/entities.ts'
import { absent, type Instance, type InstanceList } from '../query/instance.ts'
import type { Key } from '../query/native-call.ts'
import type { Model } from '../schema/schema.ts'
import { decoderOf } from './mikro-orm-values.ts'
import type { MikroSchema } from './mikro-orm-schema.ts'
import { tableSchemaOf } from './mikro-orm-table-schema.ts'

/** An entity of MikroORM, or a reference to one, as djust reads it; undefined for anything else and for models that it can't read. */
export function instanceOf(value: object, schema: MikroSchema): Instance | undefined {
  const entity = Reference.isReference(value) ? value.unwrap() : value
  if (!Utils.isEntity(entity)) return undefined
  const meta = helper(entity).__meta
  const model = schema.modelOf(meta.class)
  return model && !schema.refused.has(model) ? new MikroInstance(entity, model, meta, schema) : undefined
}

/** A collection of such an entity. */
export function instanceListOf(value: object, schema: MikroSchema): InstanceList | undefined {
  if (!Utils.isCollection(value)) return undefined
  const { owner, property } = value
  const items = value.isInitialized() ? value.getItems(false) : null
  return instanceOf(owner, schema) && property ? { owner, name: property.name, items } : undefined
}

class MikroInstance implements Instance {
  readonly entity: object
  readonly model: Model
  readonly #meta: EntityMetadata
  readonly #schema: MikroSchema

  constructor(entity: object, model: Model, meta: EntityMetadata, schema: MikroSchema) {
    this.entity = entity
    this.model = model
    this.#meta = meta
    this.#schema = schema
  }

  /** Its own em, which would load what is lacking from the tables of another schema than the entity's. */
  get handle(): unknown {
    const { __em: em, __schema: schema } = helper(this.entity) as unknown as { __em?: SqlEntityManager; __schema?: string }
    if (em && schema && this.model.tableSchema === null && (tableSchemaOf(em) ?? em.getPlatform().getDefaultSchemaName()) !== schema) {
      throw new DjustError('orm/handle', `A ${this.model.name} was loaded from the schema ${schema}, which its em does not read.`, {
        hint: `Load it on an em of that schema: em.fork({ schema: ${JSON.stringify(schema)} }).`,
      })
    }
    return em
  }

  get key(): Key | null {
    const key = this.model.primaryKey.map((name) => this.#shown(name, this.#value(name)))
    return this.#isNew || key.some((part) => part === undefined || part === null) ? null : key
  }

  get isReference(): boolean {
    return !helper(this.entity).__initialized
  }

  read(name: string): unknown {
    const value = this.#value(name)
    if (value instanceof Collection) return value.isInitialized() ? value.getItems(false) : absent
    if (Reference.isReference(value)) return value.unwrap()
    if (value instanceof ScalarReference) return value.isInitialized() ? value.unwrap() : absent
    if (value !== undefined) return this.#shown(name, value)
    // Undefined is a value of its own where the application set it, or where there is no row yet.
    return this.#isNew || helper(this.entity).__loadedProperties.has(name) ? undefined : absent
  }

  added(name: string): readonly object[] {
    const value = this.#value(name)
    return value instanceof Collection && !value.isInitialized() ? (value.getItems(false) as object[]) : []
  }

  /** SQLite keeps 832.00 as 832: as a query of djust's gives it, with the column's digits. */
  #shown(name: string, value: unknown): unknown {
    const field = this.model.fields.get(name)
    return field?.type === 'decimal' && typeof value === 'string'
      ? (decoderOf(field, helper(this.entity).__platform)?.(value) ?? value)
      : value
  }

  get #isNew(): boolean {
    const wrapped = helper(this.entity)
    return wrapped.__initialized && !wrapped.__originalEntityData
  }

  #value(name: string): unknown {
    const prop = this.#meta.properties[name as never] as EntityProperty | undefined
    // A key column that only a relation has is a field of its own in djust's schema.
    return prop ? (Reflect.get(this.entity, name) as unknown) : keyPart({ schema: this.#schema }, this.model, this.entity, name)
  }
}
