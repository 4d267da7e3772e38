import { DjustError } from '../error.ts'
import { absent } from '../query/instance.ts'
import type { OrmAdapter } from '../query/orm-adapter.ts'
import { templateFields } from '../util/template-fields.ts'

/**
 * Reads what templates find nothing under on an entity that djust did not load, such as one that a function of the
 * application's gives: of a reference what its entity has. Throws where the entity does not have it; undefined for other objects and names.
 */
export function entityReader(adapter: Pick<OrmAdapter, 'instance'>): (value: object, name: string) => unknown {
  return (value, name) => {
    // Rows of djust's have the prototypes of entities.
    const instance = templateFields in value ? undefined : adapter.instance?.(value)
    if (!instance) return undefined
    const { entity, model, isReference } = instance
    const isMember = model.members.has(name)
    if (!isMember && !model.fields.has(name) && !model.relations.has(name)) return undefined
    if (isMember ? isReference : instance.read(name) === absent) throw unloaded(`${model.name}.${name}`)
    const known: unknown = entity === value ? undefined : Reflect.get(entity, name)
    return typeof known === 'function' ? known.bind(entity) : known
  }
}

function unloaded(what: string): DjustError {
  return new DjustError('value/unloaded-entity', `${what} was read of an entity that has not loaded it`, {
    hint: 'djust loads what entities of the context lack, also those in lists, dictionaries, promises and properties of your objects, and not what functions, methods and getters give. Put the entity itself in the context, or populate it in the view.',
  })
}
