import {
  Collection,
  helper,
  Reference,
  ScalarReference,
  Utils,
  type EntityMetadata,
  type EntityProperty,
  type Platform,
} from '@mikro-orm/core'
import type { SqlEntityManager } from '@mikro-orm/sql'
import { DjustError } from '../error.ts'
import { keyPart } from '../query/entity-key.ts'
import { absent, type Instance, type InstanceList } from '../query/instance.ts'
import type { Key } from '../query/native-call.ts'
import type { Field, Model } from '../schema/schema.ts'
import { decoderOf, type NativeField } from './mikro-orm-values.ts'
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
    const key = this.model.primaryKey.map((name) => shown(this.#value(name), this.model.fields.get(name), this.#platform))
    return this.#isNew || key.some((part) => part === undefined || part === null) ? null : key
  }

  get isReference(): boolean {
    return !helper(this.entity).__initialized
  }

  read(name: string): unknown {
    if (this.#isOfAnother(name)) return null
    const value = this.#value(name)
    if (value === undefined) return this.isLoaded(this.#meta.properties[name as never]) ? undefined : absent
    return shown(value, this.model.fields.get(name), this.#platform)
  }

  embedded(name: string, model: Model): Instance {
    return new EmbeddedInstance(this.read(name) as object, model, this.#meta.properties[name as never] as EntityProperty, this)
  }

  of(entity: object): Instance | undefined {
    return instanceOf(entity, this.#schema)
  }

  added(name: string): readonly object[] {
    const value = this.#value(name)
    return value instanceof Collection && !value.isInitialized() ? (value.getItems(false) as object[]) : []
  }

  /**
   * Whether undefined is a value of its own: the application set it, or there is no row yet. An embedded object is loaded where all of
   * its columns are.
   */
  isLoaded(prop: EntityProperty | undefined): boolean {
    if (this.#isNew) return true
    if (!prop) return false
    if (helper(this.entity).__loadedProperties.has(prop.name)) return true
    return prop.kind === 'embedded' && !prop.object && Object.values(this.partsOf(prop)).every((part) => this.isLoaded(part))
  }

  /** The properties of an embedded object as the entity has them, by their names in the object. */
  partsOf(prop: EntityProperty): Readonly<Record<string, EntityProperty>> {
    const parts = Object.entries(prop.embeddedProps).map(
      ([name, part]) => [name, this.#meta.properties[part.name as never] ?? part] as const,
    )
    return Object.fromEntries(parts)
  }

  /** Whether only other classes have it whose rows stand in the same table. */
  #isOfAnother(name: string): boolean {
    if (name in this.#meta.properties || this.isReference || this.model.primaryKey.includes(name)) return false
    const { variants } = this.model
    const value = variants && (Reflect.get(this.entity, variants.field) as string | number | undefined)
    // MikroORM keeps the class that a reference had before its row was loaded.
    return value === undefined || variants!.classes.get(String(value)) === this.#meta.class
  }

  get #platform(): Platform {
    return helper(this.entity).__platform
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

/** An object whose columns are those of an entity. */
class EmbeddedInstance implements Instance {
  readonly entity: object
  readonly model: Model
  readonly key = null
  readonly isReference = false
  readonly #owner: MikroInstance
  readonly #parts: Readonly<Record<string, EntityProperty>>

  constructor(entity: object, model: Model, prop: EntityProperty, owner: MikroInstance) {
    this.entity = entity
    this.model = model
    this.#owner = owner
    this.#parts = owner.partsOf(prop)
  }

  get handle(): unknown {
    return this.#owner.handle
  }

  read(name: string): unknown {
    const value: unknown = Reflect.get(this.entity, name)
    if (value === undefined) return this.#owner.isLoaded(this.#parts[name]) ? undefined : absent
    return shown(value, this.model.fields.get(name), helper(this.#owner.entity).__platform)
  }

  embedded(name: string, model: Model): Instance {
    return new EmbeddedInstance(this.read(name) as object, model, this.#parts[name]!, this.#owner)
  }

  of(entity: object): Instance | undefined {
    return this.#owner.of(entity)
  }

  added(): readonly object[] {
    return []
  }
}

/** A value without what the ORM holds it in. SQLite keeps 832.00 as 832: as a query of djust's gives it, with the column's digits. */
function shown(value: unknown, field: Field | undefined, platform: Platform): unknown {
  if (value instanceof Collection) return value.isInitialized() ? value.getItems(false) : absent
  if (Reference.isReference(value)) return value.unwrap()
  if (value instanceof ScalarReference) return value.isInitialized() ? value.unwrap() : absent
  const view = (field?.native as NativeField | undefined)?.view
  if (view) return view(value)
  return field?.type === 'decimal' && typeof value === 'string' ? (decoderOf(field, platform)?.(value) ?? value) : value
}
