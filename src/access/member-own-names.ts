import type { MemberAnalysis } from './member-analysis.ts'
import { textsOf } from './member-names.ts'
import { member } from './value-operations.ts'
import type { Value } from './value.ts'

/** The methods of all objects by which code asks whether one has a name. */
export const ownNameMethods: ReadonlySet<string> = new Set(['hasOwnProperty', 'propertyIsEnumerable'])

/** Code asks whether an object itself has a name, which an entity has though nothing was loaded for it. */
export function askForOwn(analysis: MemberAnalysis, object: Value, name: Value): void {
  if (object.kind === 'union') for (const option of object.options) askForOwn(analysis, option, name)
  if (object.kind !== 'node') return
  const type = analysis.typeOf(object)
  if (type?.kind === 'field' || type?.kind === 'list') return
  const model = type?.kind === 'entity' ? type.model : undefined
  const names = textsOf(name)
  for (const each of names ?? (model === undefined ? [] : analysis.names.relations(model)))
    if (model === undefined || analysis.names.meaning(model, each).kind !== 'member') member(object, each, undefined, false)
  if (!names) analysis.escape(object)
}

/** The same with what its class has: all names of the model are there, but not those that only a query adds. */
export function askFor(analysis: MemberAnalysis, object: Value, name: Value): void {
  if (object.kind === 'union') for (const option of object.options) askFor(analysis, option, name)
  if (object.kind !== 'node') return
  const type = analysis.typeOf(object)
  const isAdded = (each: string): boolean => type?.kind !== 'entity' || analysis.names.meaning(type.model, each).kind === 'unknown'
  if (type?.kind === 'field' || type?.kind === 'list') return
  for (const each of textsOf(name) ?? []) if (isAdded(each)) member(object, each, undefined, false)
}
