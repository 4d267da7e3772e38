import type { PlanNode } from '../plan/load-plan.ts'
import { unknownName } from '../plan/plan-errors.ts'
import { absent, type Instance } from '../query/instance.ts'
import { toRelatedList } from '../serialize/related-list.ts'
import { setValue } from '../util/set-value.ts'
import { mergeTypes } from './shared-rows.ts'

/** Takes over what an entity has besides columns and relations: what the application put there, and what only the ORM can load. */
export function takeOwnValues({ model, annotations }: PlanNode, instance: Instance, made: object): void {
  for (const name of annotations) {
    const own: unknown = Reflect.get(instance.entity, name)
    const value = model.unsupported?.has(name) ? instance.read(name) : undefined
    if (value === absent && own === undefined) refuse(made, name, () => unknownName(model, name))
    // Lists that only the ORM can load answer as others do.
    else setValue(made, name, Array.isArray(value) ? toRelatedList([...(value as object[])]) : own)
  }
  if (annotations.size > 0) mergeTypes(made, instance.entity)
  for (const [name, { hidden }] of model.transient ?? []) {
    const value: unknown = hidden ? undefined : Reflect.get(instance.entity, name)
    if (value !== undefined) setValue(made, name, value)
  }
}

/** What neither the entity has nor djust can load is an error where it is read. */
function refuse(made: object, name: string, error: () => Error): void {
  Object.defineProperty(made, name, {
    configurable: true,
    get() {
      throw error()
    },
  })
}
