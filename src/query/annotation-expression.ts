import { type RawBuilder, sql } from 'kysely'
import { annotationField, type ResolvedAnnotation } from './annotations.ts'
import { collatedExtreme, type Compared } from './comparison.ts'
import { conditionExpression } from './condition-expression.ts'
import type { OrmAdapter } from './orm-adapter.ts'
import { followRelation, linkedRows, type RelationLink } from './relation-link.ts'
import type { SqlContext } from './sql-context.ts'

/**
 * An annotation of the rows called `alias` as a correlated subquery: it can't multiply the rows, nor the rows of
 * another annotation. A sum, maximum, minimum or average of no rows is null; a count is 0.
 */
function annotationExpression(annotation: ResolvedAnnotation, alias: string, context: SqlContext): RawBuilder<unknown> {
  const links: RelationLink[] = []
  for (const relation of annotation.relations) links.push(followRelation(relation, links.at(-1)?.alias ?? alias, context))
  const { alias: last } = links.at(-1)!
  const filter = annotation.filter ? [conditionExpression(annotation.filter, annotation.model, last, context)] : []
  return sql`(select ${aggregate(annotation, last, context)} ${linkedRows(links, filter)})`
}

/** The same as an item of a select list: what can't pass through the driver as a number passes as text. */
export function annotationColumn(annotation: ResolvedAnnotation, alias: string, context: SqlContext): RawBuilder<unknown> {
  const value = annotationExpression(annotation, alias, context)
  const asText = context.dialect === 'sqlite' && annotationField(annotation)?.type === 'bigint'
  return asText ? sql`cast(${value} as text)` : value
}

/** The left sides of conditions and orderings on a query's annotations, for the rows called `alias`. */
export function annotationOperands(
  annotations: ReadonlyMap<string, ResolvedAnnotation>,
  alias: string,
  context: SqlContext,
): (name: string) => Compared {
  return (name) => {
    const annotation = annotations.get(name)!
    const type = annotationField(annotation)?.type ?? 'float'
    return { ref: annotationExpression(annotation, alias, context), type, nullable: annotation.kind !== 'count', column: false }
  }
}

/** Turns a raw annotation into a value: as the field has it for sum, max and min, a number for count and avg. */
export function annotationDecoder(annotation: ResolvedAnnotation, adapter: Pick<OrmAdapter, 'decode'>): (raw: unknown) => unknown {
  const field = annotationField(annotation)
  if (field === null) return (raw) => (raw === null ? null : Number(raw))
  if (annotation.kind === 'sum' && field.type === 'integer') return (raw) => (raw === null ? null : exactNumber(raw))
  return (raw) => (raw === null ? null : adapter.decode(field, raw))
}

function exactNumber(raw: unknown): number | bigint {
  const number = Number(raw)
  return Number.isSafeInteger(number) ? number : BigInt(raw as string)
}

function aggregate({ kind, field }: ResolvedAnnotation, alias: string, context: SqlContext): RawBuilder<unknown> {
  if (field === null) return sql`count(*)`
  const column = context.column(alias, field.column)
  switch (kind) {
    case 'count':
      return sql`count(${column})`
    case 'sum':
      // SQLite adds decimals as doubles: 0.1 + 0.2 has digits behind the scale.
      if (context.dialect === 'sqlite' && field.type === 'decimal' && field.scale !== null)
        return sql`round(sum(${column}), ${sql.lit(field.scale)})`
      return sql`sum(${column})`
    case 'avg':
      // Elsewhere than in SQLite the average of whole numbers has a few digits only.
      return context.dialect === 'sqlite' ? sql`avg(${column})` : sql`avg(cast(${column} as ${sql.raw(doubleTypes[context.dialect])}))`
    case 'max':
    case 'min':
      return collatedExtreme(context.dialect, kind, { ref: column, type: field.type })
  }
}

const doubleTypes = { postgres: 'double precision', mysql: 'double' } as const
