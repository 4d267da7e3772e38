import type { PageSchema } from '../../../conformance/page-schema.ts'
import { type Part, type PropertyCase, type RandomPage, templateText } from './page-case.ts'

/** Cases that lack something of a case, the most first; each is as well formed as the case is. */
export function* smallerCases({ schema, pages }: PropertyCase): Generator<PropertyCase> {
  if (pages.length > 1) {
    for (const page of pages) yield { schema, pages: [page] }
    return
  }
  const page = pages[0]!
  for (const smaller of smallerPages(page)) yield { schema, pages: [smaller] }
  for (const smaller of smallerSchemas(schema, textOf(schema, page))) yield { schema: smaller, pages }
}

function* smallerPages(page: RandomPage): Generator<RandomPage> {
  for (const [name, parts] of Object.entries(page.templates)) {
    for (const smaller of smallerParts(parts)) yield { ...page, templates: { ...page.templates, [name]: smaller } }
  }
  const text = Object.values(page.templates).map(templateText).join('\n')
  for (const name of Object.keys(page.templates)) {
    if (name === 'page.html' || text.includes(`"${name}"`)) continue
    yield { ...page, templates: without(page.templates, name) }
  }
  if (page.queries.length > 1) for (const queries of page.queries) yield { ...page, queries: [queries] }
  for (const name of Object.keys(page.queries[0]!)) {
    if (!new RegExp(`\\b${name}\\b`).test(text)) yield { ...page, queries: page.queries.map((queries) => without(queries, name)) }
    for (const key of ['filter', 'exclude', 'orderBy', 'slice', 'related', 'only', 'annotate', 'none'] as const) {
      const query = page.queries[0]![name]!
      if (
        !(key in query) ||
        (key === 'filter' && query.result === 'get') ||
        (key === 'annotate' && (/\btotal_/.test(text) || query.orderBy))
      )
        continue
      yield { ...page, queries: page.queries.map((queries) => ({ ...queries, [name]: without(queries[name]!, key) })) }
    }
  }
}

function* smallerParts(parts: readonly Part[]): Generator<readonly Part[]> {
  for (let size = parts.length >> 1; size > 1; size >>= 1) {
    for (let start = 0; start < parts.length; start += size) yield parts.toSpliced(start, size)
  }
  for (const [index, part] of parts.entries()) {
    if (typeof part === 'string' && part.startsWith('{% extends')) continue
    yield parts.toSpliced(index, 1)
    if (typeof part === 'string') continue
    for (const [at, section] of part.sections.entries()) {
      if (!section.open.startsWith('{% block')) yield parts.toSpliced(index, 1, ...section.body)
      if (at > 0) yield parts.with(index, { ...part, sections: part.sections.toSpliced(at, 1) })
      for (const body of smallerParts(section.body))
        yield parts.with(index, { ...part, sections: part.sections.with(at, { ...section, body }) })
    }
  }
}

function* smallerSchemas(schema: PageSchema, text: string): Generator<PageSchema> {
  const { models, rows, links } = schema
  const mentions = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(text)
  for (const [name, model] of Object.entries(models)) {
    const isTarget = Object.entries(models).some(
      ([owner, other]) => owner !== name && Object.values(other.relations).some((relation) => relation.model === name),
    )
    if (!isTarget && !mentions(`"model":"${name}"`) && Object.values(model.relations).every((relation) => !mentions(relation.inverse))) {
      yield {
        models: without(models, name),
        rows: without(rows, name),
        links: Object.fromEntries(Object.entries(links).filter(([key]) => !key.startsWith(`${name}.`))),
      }
    }
    const change = (part: object): PageSchema['models'] => ({ ...models, [name]: { ...model, ...part } })
    if (model.ordering.length > 0) yield { ...schema, models: change({ ordering: [] }) }
    for (const member of Object.keys(model.members))
      if (!mentions(member) || member === 'toString') yield { ...schema, models: change({ members: without(model.members, member) }) }
    for (const [relation, { inverse }] of Object.entries(model.relations)) {
      if (mentions(relation) || mentions(inverse)) continue
      yield {
        models: change({ relations: without(model.relations, relation) }),
        rows: { ...rows, [name]: rows[name]!.map((row) => without(row, relation)) },
        links: without(links, `${name}.${relation}`),
      }
    }
    for (const [field, { primary }] of Object.entries(model.fields)) {
      if (primary || mentions(field) || model.ordering.some((key) => key.endsWith(field))) continue
      yield {
        ...schema,
        models: change({ fields: without(model.fields, field) }),
        rows: { ...rows, [name]: rows[name]!.map((row) => without(row, field)) },
      }
    }
  }
  for (const [name, all] of Object.entries(rows)) {
    const last = all.at(-1)
    if (last && !isReferenced(schema, name, last['id']))
      yield { ...schema, rows: { ...rows, [name]: all.slice(0, -1) }, links: linksWithout(schema, name, last['id']) }
    for (const [index, row] of all.entries()) {
      for (const [relation, { nullable }] of Object.entries(models[name]!.relations)) {
        if (nullable && row[relation] != null) yield { ...schema, rows: { ...rows, [name]: all.with(index, { ...row, [relation]: null }) } }
      }
    }
  }
  for (const [key, pairs] of Object.entries(links))
    for (const index of pairs.keys()) yield { ...schema, links: { ...links, [key]: pairs.toSpliced(index, 1) } }
}

function isReferenced({ models, rows }: PageSchema, name: string, id: unknown): boolean {
  return Object.entries(models).some(([owner, { relations }]) =>
    Object.entries(relations).some(
      ([relation, { model, kind }]) =>
        model === name &&
        kind !== 'manyToMany' &&
        (rows[owner] ?? []).some((row) => row[relation] === id && !(owner === name && row['id'] === id)),
    ),
  )
}

function linksWithout({ models, links }: PageSchema, name: string, id: unknown): PageSchema['links'] {
  return Object.fromEntries(
    Object.entries(links).map(([key, pairs]) => {
      const [owner, relation] = key.split('.') as [string, string]
      const target = models[owner]!.relations[relation]!.model
      return [key, pairs.filter(([from, to]) => !(owner === name && from === id) && !(target === name && to === id))]
    }),
  )
}

function textOf(schema: PageSchema, { queries, templates }: RandomPage): string {
  const members = Object.values(schema.models).flatMap((model) => Object.values(model.members).map((member) => member.js))
  return [JSON.stringify(queries), ...Object.values(templates).map(templateText), ...members].join('\n')
}

function without<T extends object>(object: T, key: string): T {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key)) as T
}
