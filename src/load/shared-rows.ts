import { absent, type Instance } from '../query/instance.ts'
import type { Model } from '../schema/schema.ts'
import { addAwaited, awaitedOf } from '../serialize/awaited-members.ts'
import { HeldValue } from '../serialize/held-value.ts'
import { builtOn } from '../serialize/instance-class.ts'
import { PartialList } from '../serialize/partial-list.ts'
import { setValue } from '../util/set-value.ts'
import { templateFields, type TemplateFields } from '../util/template-fields.ts'
import { identity } from '../value/identity.ts'

/** Finds the one object that stands for a row: `made`, if it is the first, else the known one, which takes over what `made` has. */
export interface RowObjects {
  of(model: Model, key: unknown, made: object): object
}

/**
 * The rows of one load by model and key, where members tell rows apart as objects: each is one object with all that
 * was loaded of it on any way, as an ORM's identity map has it.
 */
export class SharedRows implements RowObjects {
  readonly #models = new Map<Model, Map<unknown, object>>()

  of(model: Model, key: unknown, made: object): object {
    let rows = this.#models.get(model)
    if (!rows) this.#models.set(model, (rows = new Map()))
    const known = rows.get(key)
    if (known) merge(known, made)
    else rows.set(key, made)
    return known ?? made
  }
}

/** `instance` is what the known object stands for: what the application changed and did not save yet is what the page shows. */
export function merge(known: object, made: object, instance?: Instance): void {
  for (const name of Object.keys(made)) {
    const field = instance?.model.fields.get(name)
    const own = field && instance ? instance.read(name) : absent
    addValue(known, name, own === absent ? Reflect.get(made, name) : field?.held ? new HeldValue(own) : own)
  }
  mergeTypes(known, made)
  const awaited = awaitedOf(made)
  if (awaited) addAwaited(known, awaited)
}

/** Adds what another way to a row tells of one of its names. */
export function addValue(known: object, name: string, value: unknown): void {
  const own: unknown = Object.hasOwn(known, name) ? Reflect.get(known, name) : undefined
  // What an instance was made with and waits for is undefined; null is what the database has.
  if (own !== undefined) {
    if (own === value || value === null || value === undefined) return
    if (own instanceof PartialList && value instanceof PartialList) {
      own.add(value)
      return
    }
    if (isEmbedded(own) && isEmbedded(value)) {
      merge(own, value, builtOn(own))
      return
    }
    // A list with all rows says all; a to-one relation may still wait for its row.
    if (own !== null && !(own instanceof PartialList)) return
  }
  setValue(known, name, value)
}

/** Embedded objects are rows without a key: each way to their row makes one of its own. */
function isEmbedded(value: unknown): value is object {
  return typeof value === 'object' && value !== null && templateFields in value && !(identity in value)
}

/** Annotations may be dates or decimals to templates, which only the rows of their query know. */
export function mergeTypes(known: Typed, made: Typed): void {
  const [own, more] = [known[templateFields], made[templateFields]]
  if (!more || own === more || Object.keys(more).every((name) => own && name in own)) return
  const value: TemplateFields = Object.assign(Object.create(null), own, more)
  Object.defineProperty(known, templateFields, { value, configurable: true })
}

interface Typed {
  readonly [templateFields]?: TemplateFields
}
