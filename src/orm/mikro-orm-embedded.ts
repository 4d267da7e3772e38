import type { EntityMetadata, EntityProperty, Platform } from '@mikro-orm/core'
import { NotLoadedError } from '../serialize/not-loaded-error.ts'
import { templateConverter } from '../serialize/template-values.ts'
import { templateFields } from '../util/template-fields.ts'
import { fieldTypeOf } from './mikro-orm-field-type.ts'
import { setValue } from '../util/set-value.ts'

type Build = (value: unknown) => unknown

/** Makes objects of an embeddable's class from a JSON column, one or a list of them. Hidden parts and relations can't be read on them. */
export function embeddedDecoder(prop: EntityProperty, meta: EntityMetadata, platform: Platform): Build {
  const build = builderOf(prop, meta, platform, inJson)
  return (raw) => (raw === null ? null : build(typeof raw === 'string' ? JSON.parse(raw) : raw))
}

/** Makes the same of objects that an entity has in place of a JSON column. */
export function embeddedView(prop: EntityProperty, meta: EntityMetadata, platform: Platform): Build {
  return builderOf(prop, meta, platform, inEntity)
}

/** How the parts of an object stand in what it is made of. */
interface Source {
  /** What makes a page's value of a part. */
  readonly value: (prop: EntityProperty, platform: Platform) => Build
  readonly part: (given: Readonly<Record<string, unknown>>, name: string, prop: EntityProperty) => unknown
}

const inEntity: Source = { value: () => (value) => value, part: (given, name) => given[name] }

/** MikroORM names parts as their columns would be called, and reads them by the names of their properties, too. */
const inJson: Source = { value: valueBuilder, part: (given, name, { fieldNames: [column = name] }) => given[column] ?? given[name] }

function builderOf(prop: EntityProperty, meta: EntityMetadata, platform: Platform, source: Source): Build {
  const one = objectBuilder(prop, meta, platform, source)
  return (value) => {
    if (value === null || value === undefined) return null
    return prop.array && Array.isArray(value) ? value.map(one) : one(value)
  }
}

function objectBuilder(prop: EntityProperty, meta: EntityMetadata, platform: Platform, source: Source): Build {
  const target = prop.targetMeta!
  const parts = Object.entries(prop.embeddedProps).map(([name, child]) => {
    const own = (meta.properties[child.name] as EntityProperty | undefined) ?? child
    return {
      name,
      prop: own,
      build: own.kind === 'embedded' ? builderOf(own, meta, platform, source) : source.value(own, platform),
    }
  })
  const converters = Object.create(null) as Record<string, Build>
  for (const { name, prop: part } of parts) {
    const convert = part.kind === 'scalar' && templateConverter({ type: fieldTypeOf(part, platform), scale: part.scale ?? null })
    if (convert) converters[name] = convert
  }
  const refused = new Map<string, string>()
  for (const { name, prop: part } of parts) {
    if (part.hidden) refused.set(name, 'is hidden: no page reads it.')
    else if (part.kind !== 'scalar' && part.kind !== 'embedded')
      refused.set(name, "is a relation inside of JSON, which djust can't read yet.")
  }
  const shown = parts.filter(({ name }) => !refused.has(name))
  const prototypes = new Map((target.polymorphs ?? []).map((each) => [String(each.discriminatorValue), each.class.prototype as object]))
  const shadows = new Map<object, object>()
  const shadowOf = (prototype: object): object => {
    let shadow = shadows.get(prototype)
    if (!shadow) shadows.set(prototype, (shadow = shadowPrototype(prototype, `${meta.className}.${prop.name}`, refused, converters)))
    return shadow
  }
  const kind = parts.find(({ name, prop: { fieldNames } }) => [name, fieldNames[0]].includes(target.discriminatorColumn))
  return (value) => {
    const given = value as Readonly<Record<string, unknown>>
    const prototype = (kind && prototypes.get(String(source.part(given, kind.name, kind.prop)))) ?? (target.class.prototype as object)
    const out = Object.create(shadowOf(prototype)) as object
    for (const { name, prop: part, build } of shown) {
      const found = source.part(given, name, part)
      if (found !== undefined) setValue(out, name, build(found))
    }
    return out
  }
}

function shadowPrototype(prototype: object, label: string, refused: ReadonlyMap<string, string>, converters: object): object {
  const shadow = Object.create(prototype) as object
  Object.defineProperty(shadow, templateFields, { value: Object.freeze(converters) })
  for (const [name, reason] of refused) {
    Object.defineProperty(shadow, name, {
      get() {
        throw NotLoadedError.of(label, name, `${label}.${name} ${reason}`)
      },
    })
  }
  return shadow
}

function valueBuilder(prop: EntityProperty, platform: Platform): Build {
  const type = prop.customType
  return (value) => {
    if (value === null) return null
    if (type) return type.convertToJSValue(value, platform)
    return prop.runtimeType === 'Date' && !(value instanceof Date) ? new Date(value as string | number) : value
  }
}
