import { count, max, min, sum } from '../../../src/query/aggregates.ts'
import { QuerySet } from '../../../src/query/query-set.ts'
import type { EntityClass } from '../../../src/schema/schema.ts'
import type { PageSchema } from '../../../conformance/page-schema.ts'
import { type Oracle, oracleList } from './oracle.ts'
import type { RandomQuery } from './page-case.ts'

const aggregates = { count, max, min, sum }

/** The lazy query that an application would write. */
export function buildQuery(query: RandomQuery, classes: ReadonlyMap<string, EntityClass>): any {
  const rows = rowsQuery(query, classes)
  return query.result ? rows[query.result]() : rows
}

/** What the query gives with everything loaded: the keys are djust's, the rows are the oracle's. */
export async function oracleResult(
  query: RandomQuery,
  classes: ReadonlyMap<string, EntityClass>,
  oracle: Oracle,
  schema: PageSchema,
): Promise<unknown> {
  const annotations = annotationTypes(query, schema)
  const keys: Record<string, unknown>[] = await rowsQuery(query, classes).plain('id', ...annotations.keys())
  const rows = keys.map((key) => oracle.row(query.model, key['id'] as number))
  for (const [name, type] of annotations)
    oracle.annotate(
      query.model,
      name,
      type,
      rows,
      keys.map((key) => key[name]),
    )
  switch (query.result) {
    case 'count':
      return rows.length
    case 'exists':
      return rows.length > 0
    case 'get':
    case 'first':
      return rows[0] ?? null
    case undefined:
      return oracleList(rows)
  }
}

/** The greatest date is a date, and the sum of decimals a decimal. */
function annotationTypes({ model, annotate }: RandomQuery, { models }: PageSchema): Map<string, string> {
  return new Map(
    Object.entries(annotate ?? {}).map(([name, { kind, path }]) => {
      const [relation = '', field = ''] = path.split('.')
      return [name, kind === 'count' ? 'integer' : models[targetOf({ models }, model, relation)]!.fields[field]!.type]
    }),
  )
}

function targetOf({ models }: Pick<PageSchema, 'models'>, model: string, name: string): string {
  const own = models[model]!.relations[name]
  if (own) return own.model
  return Object.keys(models).find((owner) =>
    Object.values(models[owner]!.relations).some((relation) => relation.model === model && relation.inverse === name),
  )!
}

/** Its rows, whatever its result is. */
export function rowsQuery(query: RandomQuery, classes: ReadonlyMap<string, EntityClass>): any {
  // Names are only known at run time.
  let set: any = QuerySet.of(classes.get(query.model)!)
  if (query.annotate)
    set = set.annotate(
      Object.fromEntries(
        Object.entries(query.annotate).map(([name, { kind, path }]) => [name, (aggregates[kind] as (path: string) => unknown)(path)]),
      ),
    )
  if (query.filter) set = set.filter(query.filter)
  if (query.exclude) set = set.exclude(query.exclude)
  if (query.orderBy) set = set.orderBy(...query.orderBy)
  if (query.slice) set = set.slice(...query.slice)
  if (query.related) set = set.prefetchRelated(...query.related)
  if (query.only) set = set.only(...query.only)
  return query.none ? set.none() : set
}
