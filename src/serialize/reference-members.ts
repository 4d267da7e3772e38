import type { Model } from '../schema/schema.ts'
import { Tuple } from '../value/tuple.ts'

/**
 * What MikroORM's references and entities answer to, so that members written for a `Ref` work on a light instance, which is
 * the entity already. `pk` is Django's word for the primary key.
 */
export function addReferenceMembers(prototype: object, model: Model): void {
  const define = (name: string, property: PropertyDescriptor): void => {
    if (model.members.has(name) || model.fields.has(name) || model.relations.has(name)) return
    Object.defineProperty(prototype, name, { configurable: true, ...property })
  }
  for (const name of ['unwrap', 'get', 'getEntity', 'toReference']) define(name, { writable: true, value: itself })
  for (const name of ['load', 'loadOrFail', 'init', 'populate']) define(name, { writable: true, value: promised })
  define('isInitialized', { writable: true, value: () => true })
  define('getProperty', { writable: true, value: property })
  define('loadProperty', { writable: true, value: promisedProperty })
  define('$', { get: itself })
  if (model.primaryKey.length > 0) define('pk', { get: keyGetter(model) })
}

function itself(this: object): object {
  return this
}

function promised(this: object): Promise<object> {
  return Promise.resolve(this)
}

function property(this: object, name: string): unknown {
  return Reflect.get(this, name)
}

/** It may be a promise itself. */
async function promisedProperty(this: object, name: string): Promise<unknown> {
  return Reflect.get(this, name)
}

/** A key of several fields is a tuple, as it prints in Django. */
function keyGetter(model: Model): (this: object) => unknown {
  const [key, ...others] = model.primaryKey
  if (key !== undefined && others.length === 0) {
    return function () {
      return Reflect.get(this, key)
    }
  }
  return function () {
    return Tuple.fromItems(model.primaryKey.map((name): unknown => Reflect.get(this, name)))
  }
}
