import { AccessNode } from '../access/access-node.ts'
import type { LoadPlan, PlanNode } from '../plan/load-plan.ts'
import { accessOfPaths } from '../plan/plan-paths.ts'
import { placeIn, type PlanStep } from '../plan/plan-places.ts'
import type { Model, Schema } from '../schema/schema.ts'
import { NotLoadedError } from '../serialize/not-loaded-error.ts'

/** Something that a page read and its plan did not have: where it is added, and what to say of it. */
export interface MissingRead {
  /** From the rows of the query; '' for all of its rows. */
  readonly path: string
  /** The member that most probably read it, and the path to write into its class. */
  readonly member: { readonly model: Model; readonly name: string; readonly path: string } | null
}

/** The NotLoadedError that an error of a page comes from. */
export function notLoadedIn(error: unknown): NotLoadedError | null {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof NotLoadedError && at.place) return at
  return null
}

/** What would have to be loaded; null where the error is of another plan, or of what no page may read. */
export function missingRead(error: NotLoadedError, plan: LoadPlan, expression: string): MissingRead | null {
  const found = error.place && placeOf(plan, error.place)
  if (!found) return null
  const { steps, list } = found
  const names = steps.flatMap((step) => step.relation ?? [])
  const last = steps.at(-1)?.node
  const name = list ?? nameOf(error, last)
  if (name === null) return null
  const own = name === '' ? [] : [name]
  if (last && name !== '' && isHidden(last.model, name)) return null
  return { path: [...names, ...own].join('.'), member: memberOf(steps, own, expression, runningIn(error)) }
}

/** The way to a part of the plan, or on from one to what an entity led to. */
function placeOf(plan: LoadPlan, place: object): ReturnType<typeof placeIn> {
  const { from } = place as Partial<PlanNode>
  if (!from) return placeIn(plan, place)
  const above = placeOf(plan, from.node)
  return above && { steps: [...above.steps, { node: place as PlanNode, relation: from.relation }], list: null }
}

/** Adds the paths to what is read of a query's result. */
export function accessOfMissing(schema: Schema, model: Model, paths: ReadonlySet<string>, single: boolean): AccessNode {
  const row = accessOfPaths(
    schema,
    model,
    [...paths].filter((path) => path !== ''),
  )
  if (single) return row
  const list = new AccessNode()
  list.element = row
  if (paths.has('')) list.head = Infinity
  return list
}

/** Instances that are compared lack their key. */
function nameOf(error: NotLoadedError, node: PlanNode | undefined): string | null {
  if (!node) return null
  const { model } = node
  if (model.fields.has(error.member) || model.relations.has(error.member)) return error.member
  return null
}

function isHidden(model: Model, name: string): boolean {
  return model.fields.get(name)?.hidden ?? model.relations.get(name)?.hidden ?? false
}

function memberOf(
  steps: readonly PlanStep[],
  own: readonly string[],
  expression: string,
  running: readonly string[],
): MissingRead['member'] {
  const from = ({ model }: PlanNode, name: string, index: number): NonNullable<MissingRead['member']> => ({
    model,
    name,
    path: [...steps.slice(index + 1).flatMap((step) => step.relation ?? []), ...own].join('.'),
  })
  for (const name of running) {
    const planned = steps.findLastIndex(({ node }) => node.members.has(name))
    const index = planned >= 0 ? planned : steps.findLastIndex(({ node }) => node.model.members.has(name))
    if (index >= 0) return from(steps[index]!.node, name, index)
  }
  const written = new Set(expression.match(/[\p{ID_Start}_$][\p{ID_Continue}$]*/gu))
  const candidates = steps.flatMap(({ node }, index) => Array.from(node.members, (name) => from(node, name, index)))
  return candidates.find(({ name }) => written.has(name)) ?? candidates.at(-1) ?? null
}

/** The names of the methods and getters that ran, the innermost first. */
function runningIn(error: Error): string[] {
  let first = error
  while (first.cause instanceof NotLoadedError) first = first.cause
  return Array.from(first.stack?.matchAll(/^ *at (?:async )?(?:[\w$]+\.(?:get )?|get )([\w$]+)/gm) ?? [], ([, name]) => name!)
}
