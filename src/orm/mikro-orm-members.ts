import { BaseEntity, type EntityMetadata } from '@mikro-orm/core'
import type { EntityClass, Member } from '../schema/schema.ts'

/** What MikroORM itself puts on an entity's prototype. */
const ormNames = new Set(['constructor', '__meta', '__config', '__platform', '__factory', '__helper'])

/** The symbols by which JavaScript calls members itself, as access graphs call them. */
const symbols = [
  ['@@toPrimitive', Symbol.toPrimitive],
  ['@@iterator', Symbol.iterator],
  ['@@asyncIterator', Symbol.asyncIterator],
] as const

/**
 * Getters and methods of an entity class and the classes it extends, nearest first. Only names come from the
 * prototypes: MikroORM wraps every function there at init, so that the text is found in the class alone.
 */
export function membersOf(meta: Pick<EntityMetadata, 'class'>, fields: ReadonlySet<string>): Map<string, Member> {
  const members = new Map<string, Member>()
  for (let owner: unknown = meta.class; isOwnClass(owner); owner = Object.getPrototypeOf(owner)) {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(owner.prototype as object))) {
      if (ormNames.has(name) || fields.has(name) || members.has(name)) continue
      if (name === 'toJSON' && !classText(owner).includes('toJSON')) continue
      if (descriptor.get) members.set(name, { name, kind: 'getter', owner })
      else if (typeof descriptor.value === 'function') members.set(name, { name, kind: 'method', owner })
    }
    for (const [name, symbol] of symbols)
      if (Object.hasOwn(owner.prototype as object, symbol) && !members.has(name)) members.set(name, { name, kind: 'method', owner })
  }
  return members
}

/** A subclass with the value of the discriminator that its rows have. */
export type VariantMeta = readonly [value: string, meta: Pick<EntityMetadata, 'class' | 'properties'>]

/** With the members of subclasses: those that only they have, and those that they have another one of. */
export function withOverrides(
  own: Map<string, Member>,
  subclasses: readonly VariantMeta[],
  fields: ReadonlySet<string>,
): Map<string, Member> {
  const members = new Map(own)
  for (const [, meta] of subclasses) {
    for (const [name, member] of membersOf(meta, fields)) {
      const known = members.get(name)
      if (!known) members.set(name, member)
      else if (known.owner !== member.owner && !known.overrides?.includes(member.owner)) {
        members.set(name, { ...known, overrides: [...(known.overrides ?? []), member.owner] })
      }
    }
  }
  return members
}

function isOwnClass(value: unknown): value is EntityClass {
  return typeof value === 'function' && value !== Function.prototype && value !== BaseEntity && value !== Object
}

function classText(owner: EntityClass): string {
  return Function.prototype.toString.call(owner)
}
