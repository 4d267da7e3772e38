import type { Model } from '../schema/schema.ts'
import type { Key } from './native-call.ts'

/** Stands for what an instance did not load. */
export const absent: unique symbol = Symbol('absent')

/** An entity that the ORM already loaded, or that was never saved, or an object embedded in one, as djust reads it; nothing is ever written to it. */
export interface Instance {
  readonly entity: object
  readonly model: Model
  /** The em, transaction or client that it belongs to, where it has one. */
  readonly handle: unknown
  /** null for one that was never saved: there is nothing to load of it. */
  readonly key: Key | null
  /** Whether nothing but its key is known. */
  readonly isReference: boolean
  /** A field's value, a related entity or null, an embedded object, an array of related entities; `absent` where it is not loaded. */
  read(name: string): unknown
  /** An embedded object that `read` gave under this name, `model` being what it is to djust. */
  embedded(name: string, model: Model): Instance
  /** Another entity of the ORM's; undefined for anything else. */
  of(entity: object): Instance | undefined
  /** Entities that were added to a to-many relation that is not loaded. */
  added(name: string): readonly object[]
}

/** A to-many relation of an instance, as a view may hold it by itself. */
export interface InstanceList {
  readonly owner: object
  readonly name: string
  /** null where it is not loaded. */
  readonly items: readonly object[] | null
}
