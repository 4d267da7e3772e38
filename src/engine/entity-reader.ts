import { DjustError } from '../error.ts'
import { hiddenName } from '../plan/plan-errors.ts'
import { absent, type Instance } from '../query/instance.ts'
import type { OrmAdapter } from '../query/orm-adapter.ts'
import { templateConverter } from '../serialize/template-values.ts'
import { templateFields } from '../util/template-fields.ts'

/**
 * How entities are read that djust did not load, such as one that a function of the application's gives. Each throws where the
 * value may not be read.
 */
export class EntityReader {
  readonly #adapter: Pick<OrmAdapter, 'instance'>

  constructor(adapter: Pick<OrmAdapter, 'instance'>) {
    this.#adapter = adapter
  }

  /** What templates find nothing under: of a reference what its entity has; undefined for other objects and names. */
  read(value: object, name: string): unknown {
    const instance = this.#instance(value)
    if (!instance) return undefined
    const { entity, model, isReference } = instance
    const isMember = model.members.has(name)
    if (!isMember && !model.fields.has(name) && !model.relations.has(name)) return undefined
    if (isMember ? isReference : instance.read(name) === absent) throw unloaded(`${model.name}.${name}`)
    const known: unknown = entity === value ? undefined : Reflect.get(entity, name)
    return typeof known === 'function' ? known.bind(entity) : shown(instance, name, known)
  }

  /** What is found, as templates see it. */
  show(value: object, name: string, found: unknown): unknown {
    const instance = this.#instance(value)
    return instance ? shown(instance, name, found) : found
  }

  #instance(value: object): Instance | undefined {
    // Rows of djust's have the prototypes of entities.
    return templateFields in value ? undefined : this.#adapter.instance?.(value)
  }
}

function shown(instance: Instance, name: string, found: unknown): unknown {
  const { model } = instance
  const field = model.fields.get(name)
  if ((field ?? model.relations.get(name))?.hidden) throw hiddenName(model, name)
  if (!field || found === undefined) return found
  const value = instance.read(name)
  if (value === absent) throw unloaded(`${model.name}.${name}`)
  const convert = templateConverter({ ...field, held: false })
  return convert ? convert(value) : value
}

function unloaded(what: string): DjustError {
  return new DjustError('value/unloaded-entity', `${what} was read of an entity that has not loaded it`, {
    hint: 'djust loads what entities of the context lack, also those in lists, dictionaries, promises and properties of your objects, and not what functions, methods and getters give. Put the entity itself in the context, or populate it in the view.',
  })
}
