import type { Model, Relation, Schema } from '../schema/schema.ts'

/** Statements that differ in their values alone. */
export interface StatementGroup {
  readonly sql: string
  readonly count: number
}

export interface MissingRelations {
  /** To-one relations that were loaded by a statement for each row. */
  readonly selectRelated: readonly string[]
  /** To-many relations that were. */
  readonly prefetchRelated: readonly string[]
  /** How many groups are gone where those to-one relations are joined. */
  readonly joined: number
}

/** Statements by their text without values, in the order in which each ran first. */
export function repeatedGroups(statements: readonly string[]): readonly StatementGroup[] {
  const counts = new Map<string, number>()
  for (const sql of statements) {
    const text = withoutValues(sql)
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return Array.from(counts, ([sql, count]) => ({ sql, count }))
}

/** The relations from the rows that were loaded once to those that were loaded one by one. */
export function missingRelations(groups: readonly StatementGroup[], schema: Schema): MissingRelations {
  const repeated = groups.filter(({ count }) => count > 1)
  const roots = groups.filter(({ count }) => count === 1).flatMap(({ sql }) => modelOf(sql, schema) ?? [])
  const one = new Set<string>()
  const many = new Set<string>()
  const joined = new Set<StatementGroup>()
  const visit = (model: Model, path: readonly string[], seen: ReadonlySet<Model>, isMany: boolean): void => {
    for (const relation of model.relations.values()) {
      const target = schema.models.get(relation.model)
      const group = target && repeated.find(({ sql }) => modelOf(sql, schema) === target && looksUp(sql, relation))
      if (!target || !group || seen.has(target)) continue
      const here = [...path, relation.name]
      const throughMany = isMany || relation.kind === 'many'
      ;(throughMany ? many : one).add(here.join('.'))
      if (!throughMany) joined.add(group)
      visit(target, here, new Set([...seen, target]), throughMany)
    }
  }
  for (const root of new Set(roots)) visit(root, [], new Set([root]), false)
  return { selectRelated: longest(one), prefetchRelated: longest(many), joined: joined.size }
}

/** A path says all that those it begins with say. */
function longest(paths: ReadonlySet<string>): readonly string[] {
  return [...paths].filter((path) => ![...paths].some((other) => other.startsWith(`${path}.`)))
}

function modelOf(sql: string, schema: Schema): Model | undefined {
  const table = /\bfrom\s+(?:["`\w]+\.)?["`]?(\w+)["`]?/i.exec(sql)?.[1]
  return [...schema.models.values()].find((model) => model.table === table)
}

/** Whether the statement asks for rows by the columns that the relation leads to. */
function looksUp(sql: string, relation: Relation): boolean {
  const where = /\bwhere\b(.*)/is.exec(sql)?.[1] ?? ''
  const columns = relation.pivot ? relation.pivot.local : relation.foreign
  return columns.some((column) => new RegExp(String.raw`["\`.\s]${column}["\`]?\s*(?:=|in\b)`, 'i').test(where))
}

function withoutValues(sql: string): string {
  return sql
    .replaceAll(/'(?:[^']|'')*'/g, '?')
    .replaceAll(/\$\d+/g, '?')
    .replaceAll(/(?<![\w"`.])\d+(?:\.\d+)?\b/g, '?')
    .replaceAll(/\(\?(?:, ?\?)+\)/g, '(?)')
}
