import type { PageSchema } from '../../../conformance/page-schema.ts'
import type { Explanation } from '../../../src/engine/explain.ts'

interface PrintedNode {
  readonly model: string
  readonly fields: readonly string[]
  /** Relations whose rows come from another statement. */
  readonly apart: readonly { readonly name: string; readonly to: number }[]
  readonly joined: readonly { readonly name: string; readonly to: number }[]
}

/** What `printPlan` says, read back. */
function readPlan(plan: string): { root: number | null; nodes: PrintedNode[] } {
  const [result = '', ...lines] = plan.split('\n')
  const nodes: (PrintedNode & { fields: string[]; apart: { name: string; to: number }[]; joined: { name: string; to: number }[] })[] = []
  for (const line of lines) {
    const node = /^#\d+ (\w+)/.exec(line)
    if (node) nodes.push({ model: node[1]!, fields: [], apart: [], joined: [] })
    const [, key, rest] = /^ {2}([^:]+): (.*)$/.exec(line) ?? []
    if (key === undefined || rest === undefined) continue
    if (key === 'fields') nodes.at(-1)!.fields = rest.split(', ')
    const to = /→ #(\d+)$/.exec(rest)
    if (to) nodes.at(-1)![/^(?:joined|key only)/.test(rest) ? 'joined' : 'apart'].push({ name: key, to: Number(to[1]) })
  }
  const root = /→ #(\d+)$/.exec(result)
  return { root: root ? Number(root[1]) : null, nodes }
}

/** At most one statement for a query, one for each path to a list or level, and for a recursion one a level. */
export function statementBound({ queries }: Explanation, statements: readonly string[], { rows }: PageSchema): string | undefined {
  const deepest = Math.max(...Object.values(rows).map((all) => all.length))
  let bound = 0
  for (const { plan } of queries) {
    const { root, nodes } = readPlan(plan)
    // A statement joins a limited number of tables; what is beyond that comes in statements of its own.
    if (nodes.reduce((sum, node) => sum + node.joined.length, 0) > 32) return undefined
    bound += 1
    if (root !== null) bound += statementsBelow(nodes, root, new Map(), deepest)
  }
  // Queries that only count or ask whether there is a row have no plan.
  return statements.length > bound + 3 ? `${statements.length} statements ran where ${bound} are enough.` : undefined
}

function statementsBelow(nodes: readonly PrintedNode[], at: number, visits: ReadonlyMap<number, number>, deepest: number): number {
  const node = nodes[at]!
  const seen = visits.get(at) ?? 0
  if (seen > 0) return deepest
  const next = new Map(visits).set(at, seen + 1)
  let count = 0
  for (const { to } of node.joined) count += statementsBelow(nodes, to, next, deepest)
  for (const { to } of node.apart) count += 1 + statementsBelow(nodes, to, next, deepest)
  return count
}

/** A column that no template or member names and that is no key. */
export function overfetched({ queries }: Explanation, reads: readonly string[], schema: PageSchema): string | undefined {
  const known = new Set(reads)
  for (const { plan, path } of queries) {
    for (const { model, fields } of readPlan(plan).nodes) {
      const extra = fields.find((field) => !schema.models[model]!.fields[field]?.primary && !known.has(`${model}.${field}`))
      if (extra) return `The plan of ${path} loads ${model}.${extra}, which nothing reads.`
    }
  }
  return undefined
}

/** A column in a SELECT list that no template or member names and that is no key. */
export function overselected(statements: readonly string[], reads: readonly string[], schema: PageSchema): string | undefined {
  for (const text of statements) {
    const sql = text.replaceAll('`', '"')
    const tables = new Map(Array.from(sql.matchAll(/"(\w+)" as "(t\d+)"/g), ([, table, alias]) => [alias!, table!] as const))
    // A window is laid over the rows of one table.
    for (const [, inner, outer] of sql.matchAll(/\(select "(t\d+)"\.\*.*?\) as "(t\d+)"/g)) tables.set(outer!, tables.get(inner!)!)
    for (const [, alias, column] of sql.matchAll(/"(t\d+)"\."(\w+)"(?: as text\))? as "c\d+"/g)) {
      const [name, model] = Object.entries(schema.models).find(([, { table }]) => table === tables.get(alias!)) ?? []
      const field = Object.keys(model?.fields ?? {}).find((one) => model!.fields[one]!.column === column)
      if (!model || field === undefined || field === 'id') continue
      if (!reads.includes(`${name}.${field}`)) return `A statement selects ${name}.${field}, which nothing reads: ${sql}`
    }
  }
  return undefined
}
