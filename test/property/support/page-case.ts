import type { PageSchema } from '../../../conformance/page-schema.ts'

/** A random database with random pages on it: plain data, so that it prints and shrinks. */
export interface PropertyCase {
  readonly schema: PageSchema
  readonly pages: readonly RandomPage[]
}

export interface RandomPage {
  /** Rendered one after the other: the same queries with other values, so that what is kept between renderings is tried. */
  readonly queries: readonly Readonly<Record<string, RandomQuery>>[]
  /** By name; `page.html` is rendered. */
  readonly templates: Readonly<Record<string, readonly Part[]>>
  /** `Model.field` of all that templates and members name, as far as the page uses them. */
  readonly reads: readonly string[]
}

export interface RandomQuery {
  readonly model: string
  readonly filter?: object
  readonly exclude?: object
  readonly annotate?: Readonly<Record<string, { readonly kind: 'count' | 'sum' | 'max' | 'min'; readonly path: string }>>
  readonly orderBy?: readonly string[]
  readonly slice?: readonly [number, number?]
  readonly related?: readonly string[]
  readonly only?: readonly string[]
  readonly none?: boolean
  readonly result?: 'get' | 'first' | 'count' | 'exists'
}

/** A piece of a template: text, or a tag with one or more bodies. */
export type Part = string | { readonly sections: readonly Section[]; readonly close: string }

export interface Section {
  readonly open: string
  readonly body: readonly Part[]
}

export function templateText(parts: readonly Part[]): string {
  return parts
    .map((part) =>
      typeof part === 'string' ? part : part.sections.map(({ open, body }) => open + templateText(body)).join('') + part.close,
    )
    .join('')
}

/** The case as a person reads it. */
export function printCase({ schema, pages }: PropertyCase): string {
  const lines: string[] = []
  for (const [name, model] of Object.entries(schema.models)) {
    lines.push(`model ${name} (${model.table})${model.ordering.length > 0 ? ` by ${model.ordering.join(', ')}` : ''}`)
    for (const [field, { type, column, nullable }] of Object.entries(model.fields))
      lines.push(`  ${field}: ${type}${nullable ? '?' : ''} (${column})`)
    for (const [relation, { kind, model: target, nullable, inverse }] of Object.entries(model.relations)) {
      lines.push(`  ${relation}: ${kind} ${target}${nullable ? '?' : ''}, back: ${inverse}`)
    }
    for (const [member, { kind, js }] of Object.entries(model.members))
      lines.push(`  ${kind === 'getter' ? 'get ' : ''}${member}() { ${js} }`)
    for (const row of schema.rows[name] ?? []) lines.push(`  ${JSON.stringify(row)}`)
  }
  for (const [name, links] of Object.entries(schema.links)) if (links.length > 0) lines.push(`${name}: ${JSON.stringify(links)}`)
  for (const page of pages) {
    page.queries.forEach((queries, index) => lines.push(`queries ${index + 1}: ${JSON.stringify(queries)}`))
    for (const [name, parts] of Object.entries(page.templates)) lines.push(`template ${name}: ${templateText(parts)}`)
  }
  return lines.join('\n')
}
