import * as v from 'valibot'
import type { PlanJson } from './plan-json.ts'

const number = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const names = v.pipe(v.array(v.string()), v.maxLength(10_000))

const list = v.strictObject({
  head: v.union([number, v.literal('all')]),
  tail: number,
  count: v.boolean(),
  exists: v.boolean(),
  node: v.nullable(number),
})

const node = v.strictObject({
  model: v.string(),
  fields: names,
  members: names,
  awaited: names,
  annotations: names,
  one: v.array(v.strictTuple([v.string(), v.strictObject({ load: v.picklist(['join', 'key', 'levels']), node: number })])),
  many: v.array(v.strictTuple([v.string(), list])),
  shared: v.boolean(),
})

const plan = v.strictObject({ root: list, nodes: v.pipe(v.array(node), v.maxLength(2000)) })

/** The value if it has the form of a plan; null for anything else. */
export function checkPlanJson(value: unknown): PlanJson | null {
  const result = v.safeParse(plan, value)
  return result.success ? result.output : null
}
